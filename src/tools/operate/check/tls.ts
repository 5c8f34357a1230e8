/** One TLS handshake with the server, as the connection string asks for it. */
import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import { makeClient } from '../../../mongodb/connect.js';
import { hostsOf, isLocal, usesTls } from '../../../mongodb/connection-string.js';
import { explainSocket, explainUnreachable } from '../../../mongodb/unreachable.js';
import type { Address } from './address.js';
import { type Check, failure, ok, warning } from './result.js';

/** A certificate that ends sooner is worth a warning, in days. */
const SOON_DAYS = 14;

const ID = 'network.tls';

/** @param milliseconds how long the handshake may take. */
export async function checkTls(uri: string, address: Address, milliseconds: number): Promise<Check> {
  return usesTls(uri) ? withTls(uri, address, milliseconds) : withoutTls(uri, address, milliseconds);
}

async function withTls(uri: string, address: Address, milliseconds: number): Promise<Check> {
  try {
    const socket = await handshake(address, optionsOf(uri), milliseconds);
    const ends = Date.parse(socket.getPeerCertificate().valid_to);
    const protocol = socket.getProtocol();
    socket.destroy();
    const days = Math.floor((ends - Date.now()) / 86_400_000);
    const what = `TLS: ${protocol}, the certificate is good for another ${days} days`;
    if (days < SOON_DAYS) return warning(ID, what, 'renew it on the server');
    return ok(ID, what);
  } catch (error) {
    const known =
      explainSocket(error as Error, true) ?? explainUnreachable(error as Error, hostsOf(uri), uri);
    const what = known?.what ?? (error as Error).message;
    return failure(ID, `TLS: ${what}`, known?.cure ?? 'see the log of the server');
  }
}

/** The server may still accept it, and then passwords and data are sent unencrypted, or it refuses the connection. */
async function withoutTls(uri: string, address: Address, milliseconds: number): Promise<Check> {
  const offered = await handshake(address, { rejectUnauthorized: false }, milliseconds).then(
    (socket) => {
      socket.destroy();
      return true;
    },
    () => false,
  );
  const cure = 'add tls=true to the connection string';
  if (offered) return warning(ID, 'TLS: not asked for, though the server speaks it', cure);
  const what = 'TLS: not asked for, and the server does not speak it';
  if (isLocal(uri)) return ok(ID, what);
  return warning(ID, `${what}, so data travels in the clear`, 'set TLS up on the server, then tls=true');
}

/** What the driver would use, with the files read. */
function optionsOf(uri: string): ConnectionOptions {
  const { options } = makeClient({ uri, connections: 1, compressors: [] });
  const { tlsCAFile, tlsCertificateKeyFile, passphrase, rejectUnauthorized, checkServerIdentity } = options;
  const own = tlsCertificateKeyFile === undefined ? undefined : readFileSync(tlsCertificateKeyFile);
  return {
    ...(tlsCAFile === undefined ? {} : { ca: readFileSync(tlsCAFile) }),
    ...(own === undefined ? {} : { cert: own, key: own }),
    ...(passphrase === undefined ? {} : { passphrase }),
    ...(rejectUnauthorized === undefined ? {} : { rejectUnauthorized }),
    ...(checkServerIdentity === undefined ? {} : { checkServerIdentity }),
  };
}

function handshake(
  { host, port }: Address,
  options: ConnectionOptions,
  milliseconds: number,
): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const where = port === 0 ? { path: host } : { host, port };
    const name = port === 0 || isIP(host) !== 0 ? {} : { servername: host };
    const socket = connect({ ...where, ...name, ...options });
    const late = Object.assign(new Error(`TLS handshake timed out after ${milliseconds / 1000} s`), {
      code: 'ETIMEDOUT',
    });
    socket.setTimeout(milliseconds, () => socket.destroy(late));
    socket.once('error', reject).once('secureConnect', () => resolve(socket));
  });
}
