/** `zava setup` as a function: collections, then users. Everything that is there already is left alone. */
import { STANDALONE_CURE } from '../../../mongodb/connect.js';
import { unlessAborted } from '../../../mongodb/presence.js';
import { privilegesOf } from '../../../mongodb/privileges.js';
import type { Deployment, Watch } from '../deployment.js';
import { type CollectionOutcome, setUpCollections, type ValidationAction } from './collections.js';
import { existingUsers, setUpUser, type UserOutcome, type WantedUser } from './users.js';

export interface SetupOptions {
  /** Undefined leaves validators as they are. */
  readonly validators: ValidationAction | undefined;
  readonly users: readonly WantedUser[];
  /**
   * Gives the passwords of users that are not there yet, in that order.
   * @throws SettingsError where there is none to be had; nothing is written by then.
   */
  readonly passwords: (missing: readonly WantedUser[]) => Promise<readonly string[]>;
}

export interface SetupOutcome {
  readonly collections: readonly CollectionOutcome[];
  readonly users: readonly UserOutcome[];
  /** What is worth knowing of the server, a sentence each. */
  readonly notes: readonly string[];
}

/** @throws SettingsError before anything is written; ZavaError where a right is missing. */
export async function setUp(
  deployment: Deployment,
  { validators, users, passwords }: SetupOptions,
  watch: Watch,
): Promise<SetupOutcome> {
  const existing = await existingUsers(deployment, users);
  const missing = users.filter(({ name }) => !existing.has(name));
  const given = missing.length === 0 ? [] : await passwords(missing);
  const collections = await unlessAborted(watch.signal, setUpCollections(deployment, validators, watch));
  const outcomes: UserOutcome[] = [];
  for (const user of users) {
    watch.signal.throwIfAborted();
    const password = given[missing.indexOf(user)];
    outcomes.push(await setUpUser(deployment, user, existing.get(user.name), password));
  }
  return { collections, users: outcomes, notes: await notesOn(deployment, users.length > 0) };
}

async function notesOn(deployment: Deployment, withUsers: boolean): Promise<string[]> {
  const notes: string[] = [];
  const hello = await deployment.client.db('admin').command({ hello: 1 });
  if (hello.setName === undefined && hello.msg !== 'isdbgrid') {
    notes.push(
      `${deployment.host} is a standalone server, so change streams do not work; ${STANDALONE_CURE}.`,
    );
  }
  if (withUsers && (await privilegesOf(deployment.db)) === undefined) {
    notes.push(
      `${deployment.host} asks nobody who they are, so users count only when mongod is started with --auth.`,
    );
  }
  return notes;
}
