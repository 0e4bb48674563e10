import { execFileSync } from 'node:child_process';
import { TOKEN } from '../fixtures/git-github-ground.ts';

/** A commit as Git stores it. */
export interface StormCommit {
  readonly commit: string;
  readonly parents: readonly string[];
  readonly message: string;
}

export function historyLocally(dir: string): StormCommit[] {
  const shape = '--format=%H%x00%P%x00%B%x01';
  const text = execFileSync('git', ['-C', dir, 'log', shape, 'main'], { encoding: 'utf8' });
  const entries = text.split('\u0001').map((entry) => entry.trim());
  return entries
    .filter((entry) => entry !== '')
    .map((entry) => {
      const [commit = '', parents = '', message = ''] = entry.split('\0');
      return { commit, parents: parents.split(' ').filter(Boolean), message };
    });
}

const PAGE = 100;

interface CommitItem {
  readonly sha: string;
  readonly commit: { readonly message: string };
  readonly parents: readonly { readonly sha: string }[];
}

export async function historyAtGitHub(url: string, repository: string): Promise<StormCommit[]> {
  const commits: StormCommit[] = [];
  for (let page = 1; commits.length === (page - 1) * PAGE; page++) {
    const query = `sha=main&per_page=${PAGE}&page=${page}`;
    const headers = { authorization: `Bearer ${TOKEN}` };
    const answer = await fetch(`${url}/repos/${repository}/commits?${query}`, { headers });
    const items = (await answer.json()) as readonly CommitItem[];
    const told = items.map(({ sha, commit: { message }, parents }) => ({
      commit: sha,
      parents: parents.map((parent) => parent.sha),
      message,
    }));
    commits.push(...told);
    if (told.length === 0) break;
  }
  return commits;
}
