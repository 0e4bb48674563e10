import { isIPv6 } from 'node:net';

/** Where a resolver listens. */
export interface Server {
  /** An address, or a name for the operating system to look up. */
  readonly host: string;
  readonly port: number;
}

const USUAL_PORT = 53;

/** Reads `host`, `host:port`, `[v6]:port` or a bare v6 address; anything else is undefined. */
export function parseServer(text: string): Server | undefined {
  if (isIPv6(text)) return { host: text, port: USUAL_PORT };
  const { v6, name, port = USUAL_PORT } = FORM.exec(text)?.groups ?? {};
  const host = name ?? v6;
  if (host === undefined || (v6 !== undefined && !isIPv6(v6)) || !isPort(Number(port))) return undefined;
  return { host, port: Number(port) };
}

const FORM = /^(?:\[(?<v6>[^\]]+)\]|(?<name>[\w.-]+))(?::(?<port>\d+))?$/;

const isPort = (port: number): boolean => port >= 1 && port <= 65_535;
