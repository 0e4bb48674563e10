import { execFileSync } from 'node:child_process';

/** Containers need namespaces, mounts and users, which only root can create. */
export function setup(): void {
  try {
    execFileSync(
      'unshare',
      ['--mount', '--pid', '--ipc', '--net', '--fork', 'setpriv', '--reuid', '1000', 'true'],
      {
        stdio: 'pipe',
      },
    );
  } catch (error) {
    throw new Error('these tests start containers: run them on Linux, as root (sudo npm run test:contract)', {
      cause: error,
    });
  }
}
