/** Stand-in of the web's server, as its entrypoint starts it. */
import { writeFileSync } from 'node:fs';
import { need, read } from './reading.ts';
import { serve } from './serving.ts';

read('TZ');
const api = need('API_URL');
const serverSecret = need('SERVER_SECRET');
const sessionSecret = need('SESSION_SECRET');
const timeout = need('NEXT_PUBLIC_SESSION_TIMEOUT');

const ask = async (path: string, options: RequestInit = {}) => {
  const { status, ...answer } = await fetch(`${api}${path}`, options).then(async (response) => ({
    status: response.status,
    body: await response.json(),
  }));
  return { status, ...answer };
};

serve({ port: Number(read('PORT') ?? 3000), host: '0.0.0.0' }, 'waits', ({ method, path }) => {
  switch (`${method} ${path}`) {
    case 'GET /auth/login':
      return { status: sessionSecret === '' ? 500 : 200 };
    case 'POST /auth/login':
      if (timeout === '') return { status: 500 };
      return ask('/api/users/authenticate', { method: 'POST', body: JSON.stringify({ serverSecret }) });
    case 'GET /backend-api/publiclanding':
      return ask('/api/publiclanding');
    case 'GET /_next/image':
      writeFileSync('.next/cache/image', 'smaller');
      return { status: 200 };
    default:
      return { status: path === '/' ? 200 : 404 };
  }
});
