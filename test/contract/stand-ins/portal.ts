/** Stand-in of the management portal's standalone server. */
import { readFileSync } from 'node:fs';
import { need, read } from './reading.ts';
import { serve } from './serving.ts';

read('TZ');
const api = need('MANAGEMENT_API_URL');
/** Compiled in, and rewritten by the entrypoint. */
const appUrl = readFileSync('.next/server/billing.js', 'utf8').trim();

serve({ port: Number(read('PORT') ?? 3026), host: need('HOSTNAME') }, 'at once', async ({ method, path }) => {
  switch (`${method} ${path}`) {
    case 'GET /api/health':
      return { status: 200 };
    case 'POST /dashboard/billing':
      return { status: 200, body: `${appUrl}/dashboard/billing` };
    case 'POST /signup':
      return { status: (await fetch(`${api}/api/signup`, { method: 'POST' })).status };
    default:
      return { status: 404 };
  }
});
