import { isDeepStrictEqual } from 'node:util';
import { editDocument, editedText } from '../yaml/edit.ts';
import type { Json } from '../yaml/emit.ts';
import { readYaml } from '../yaml/read.ts';
import type { Channel, Platform } from './schema.ts';

type Mapping = { readonly [key: string]: Json };

/**
 * The text of `platform.yaml` with the channels of a platform, and whom system and free tier follow; everything else
 * stays as it is, comments too. In: the present text, which was read as a valid platform, and the platform wanted.
 */
export function editedPlatformText(text: string, platform: Platform): string {
  const read = readYaml(text);
  if (read.kind === 'faults') throw new Error('platform.yaml cannot be read: check it before editing it');
  const present = read.value as { readonly [key: string]: Mapping | undefined };
  const channels = Object.entries(platform.channels).map(
    ([name, channel]) => [name, channelValue(present['channels']?.[name], channel)] as const,
  );
  editDocument(read.document, ['channels'], present['channels'], Object.fromEntries(channels));
  for (const part of ['system', 'freeTier'] as const) {
    const { channel, version } = platform[part];
    const { channel: was = 'stable', version: pin } = present[part] ?? {};
    if (was !== channel) editDocument(read.document, [part, 'channel'], present[part]?.['channel'], channel);
    if (pin !== version) editDocument(read.document, [part, 'version'], pin, version);
  }
  return editedText(read.document);
}

/** A channel as it is written: a version alone where there is nothing else to say. */
function channelValue(present: Json | undefined, channel: Channel): Json {
  const { version, percent, next, previous } = channel;
  const fields = { version, percent, next, previous };
  const value = Object.fromEntries(
    Object.entries(fields).filter(([, field]) => field !== undefined),
  ) as Mapping;
  const isShort = Object.keys(value).length === 1 && (present === undefined || typeof present === 'string');
  const wanted = isShort ? version : value;
  return present !== undefined && isDeepStrictEqual(present, wanted) ? present : wanted;
}
