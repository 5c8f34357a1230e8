/** zava ditto permissions: what an authentication webhook answers for a role. */
import { checked } from '../core/options/kinds.js';
import { OPTIONS, option } from '../core/options/table.js';
import { storeIdOf } from '../core/slices/request.js';
import { type Message, say } from '../message.js';
import { type Answer, permissionsFor } from '../tools/ditto/permissions/answer.js';
import { roleOf } from '../tools/ditto/role.js';
import { type Define, prepare } from './command.js';
import { addOptions, type FlagsOf, OUTPUT } from './options.js';

const FLAGS = [
  'role',
  ['store', 'the store where somebody works: seattle or store_seattle'],
  'inventory',
  ['config', 'a YAML file with settings, which may name a catalog with other stores'],
  ...OUTPUT,
] as const;

export const definePermissions: Define = (command, context) => {
  addOptions(command, ...FLAGS)
    .addHelpText(
      'after',
      `
Prints the JSON that Ditto's server takes from an authentication webhook; examples/ditto_auth_webhook.ts is such a
webhook. The roles stand in config/ditto_permissions.json. A rule may name nothing but _id, so a store's stock can be
ruled (--inventory store-product), but not its orders, lines and customers: standard error says which are not.

Examples:
  npx zava ditto permissions --role store-worker --store seattle
  npx zava ditto permissions --role super-manager --json`,
    )
    .action(async (flags: FlagsOf<(typeof FLAGS)[number]>) => {
      const role = roleOf(flags.role);
      const profile = checked(OPTIONS.inventory.kind, option('inventory'), flags.inventory);
      const { settings, screen } = await prepare(flags, context);
      const storeId = flags.store === undefined ? undefined : storeIdOf(flags.store, settings.world);
      const found = permissionsFor({ role, storeId, profile });
      const { answer, unlimited } = found;
      screen.json({
        ...{ command: 'ditto permissions', role, store: storeId ?? null, inventory: profile },
        ...{ answer, unlimited },
      });
      screen.say(JSON.stringify(answer, undefined, 2));
      for (const note of notes(found, storeId)) screen.note(say`Note: ${note}`);
    });
};

/** What the document does not say by itself. */
function notes({ byStore, unlimited, answer }: Answer, storeId: string | undefined): Message[] {
  const whose = byStore ? `to ${storeId}` : 'to those of one store or of some customers';
  return [
    ...(unlimited.length === 0
      ? []
      : [
          `Ditto cannot limit ${unlimited.join(', ')} ${whose}: a rule names nothing but _id, and theirs says neither store nor customer. This role gets all of them; what a device subscribes to is no protection.`,
        ]),
    ...(storeId === undefined || byStore
      ? []
      : [
          say`${option('store')} changes nothing but the userID: this role has the same rules for every store.`,
        ]),
    `the userID ${answer.userID} stands for one user; a webhook gives each user one of their own.`,
  ];
}
