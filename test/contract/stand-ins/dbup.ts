/** Stand-in of the tenant migration: the environment overrides its files. */
import { configuration, logIn, read } from './reading.ts';

read('TZ');
const { needed } = configuration(['appsettings.json', 'appsettings.Secrets.json']);
const isIn = await logIn({
  host: needed('DbOptions:Host'),
  port: needed('DbOptions:Port'),
  database: needed('DbOptions:Name'),
  user: needed('DbOptions:UserId'),
  password: needed('DbOptions:Password'),
});
process.exit(isIn ? 0 : 255);
