// Starts the service like `serve`, but with GitHub's stand-in and its short delays, which no setting allows.
import { generatorVersion } from '../../src/cli/version.ts';
import { githubRepository } from '../../src/git/github.ts';
import { readEnvironment } from '../../src/service/environment.ts';
import { startService } from '../../src/service/start.ts';
import { PACE } from './pace.ts';

const read = readEnvironment(process.env);
if (read.kind === 'problems') throw new Error(read.problems.join('\n'));
const { GITHUB_REPOSITORY: name = '', GITHUB_API_URL: apiUrl, GITHUB_TOKEN: token = '' } = read.environment;
const repository = githubRepository({
  repository: name,
  branch: 'main',
  apiUrl,
  auth: { token },
  timing: PACE,
});
const service = await startService(read.environment, { generator: generatorVersion(), repository });
process.once('SIGTERM', () => void service.close().then(() => process.exit(0)));
