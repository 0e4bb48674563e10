import { z } from 'zod';
import { memoryQuantity } from '../../records/fields.ts';

const absolute = z.string().regex(/^\/\S+$/, 'an absolute path');
const probed = z.string().regex(/^\//, 'a path such as /health').nullable();

/** Scratch space: a path of 1Gi, or one with a size of its own. */
const scratch = z.union([
  absolute,
  z.strictObject({ path: absolute, size: memoryQuantity.describe('How much may be written, such as 2Gi') }),
]);

const value = z.union([
  z.string().describe('Text; $(NAME) is the value of a variable that stands before it'),
  z.strictObject({
    secret: z.string().min(1).describe('A Secret of the program’s namespace'),
    key: z.string().min(1),
  }),
  z.strictObject({
    field: z
      .string()
      .regex(/^(metadata|spec|status)\.\S+$/, 'a field of the pod')
      .describe("A field of the pod, such as metadata.labels['mechanicbuddy.app/tenant']"),
  }),
]);

/** What may be set for any program of the application, and changed by a release. */
export const jobFields = {
  user: z.int().min(1).describe('The user id the image runs as'),
  writable: z.array(scratch).describe('Paths that the program writes to; all else is read-only'),
  args: z
    .array(z.string())
    .min(1)
    .nullable()
    .describe('Arguments of the image’s entrypoint; null: the image’s own'),
  extraEnv: z
    .record(z.string().regex(/^[A-Za-z_]\w*$/, 'the name of a variable'), value)
    .describe('Further variables; one that the platform sets itself is replaced'),
};

/** The same for a program that serves HTTP. */
export const serverFields = {
  ...jobFields,
  port: z.int().min(1024).max(65_535).describe('Where the program is made to listen'),
  healthPath: probed.describe('Answers when ready; null: only the port is tried'),
  livePath: probed.describe('Answers while alive, whatever else is down; null: only the port is tried'),
  copied: z
    .array(absolute)
    .describe('Folders of the image that the program rewrites when it starts: it gets a copy of each'),
  settingsFile: absolute
    .nullable()
    .describe('A JSON file that the program ends without: it gets one that holds {}; null: it needs none'),
  stopping: z
    .strictObject({
      routedSeconds: z.int().min(0).max(300).describe('Requests still come so long after the pod is deleted'),
      graceSeconds: z.int().min(1).max(3600).describe('From the pod’s deletion to SIGKILL'),
    })
    .refine(({ routedSeconds, graceSeconds }) => routedSeconds < graceSeconds, {
      error: 'graceSeconds leaves no time after routedSeconds',
      params: { allowed: 'more graceSeconds than routedSeconds' },
    }),
};

export type ServerFields = { readonly [F in keyof typeof serverFields]: z.infer<(typeof serverFields)[F]> };
export type JobImage = { readonly [F in keyof typeof jobFields]: z.infer<(typeof jobFields)[F]> };

/** Of a Job the user cannot change: its pod has containers of other images too. */
const { user: _user, ...jobChanges } = jobFields;

const changes = <F extends Record<string, z.ZodType>>(fields: F) =>
  z.strictObject(
    Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field.exactOptional()])) as {
      [K in keyof F]: z.ZodExactOptional<F[K]>;
    },
  );

/** What is different in the images of one release. */
export const programChangesSchema = z.strictObject({
  api: changes(serverFields).exactOptional(),
  web: changes(serverFields).exactOptional(),
  migration: changes(jobChanges).exactOptional(),
  managementApi: changes(serverFields).exactOptional(),
  managementPortal: changes(serverFields).exactOptional(),
  managementMigration: changes(jobChanges).exactOptional(),
});
