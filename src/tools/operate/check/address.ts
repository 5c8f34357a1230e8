/** The hosts that a connection string names. */

/** A host of the connection string, or of the SRV record that it names. */
export interface Address {
  /** A name or IP address without brackets, or the path of a socket. */
  readonly host: string;
  /** 0 for the path of a socket. */
  readonly port: number;
}

/** @param text `name:port`, `[IPv6]:port` or the URL-encoded path of a socket. */
export function addressOf(text: string): Address {
  const decoded = decodeURIComponent(text);
  if (decoded.endsWith('.sock')) return { host: decoded, port: 0 };
  const match = /^(?:\[(.+)\]|([^:]+))(?::(\d+))?$/.exec(decoded);
  return { host: match?.[1] ?? match?.[2] ?? decoded, port: Number(match?.[3] ?? 27_017) };
}
