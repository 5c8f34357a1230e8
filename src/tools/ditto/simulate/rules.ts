/** The rules by which the model plays, each with what it stands on. */

/**
 * - tried: the real SDK does it in a single store; a test holds the model against it.
 * - documented: Ditto's or MongoDB's documentation says so; one store alone cannot show it.
 * - assumed: nobody who knows has said so, or only somebody else's set-up has shown it.
 */
type Label = 'tried' | 'documented' | 'assumed';

export interface Rule {
  readonly label: Label;
  /** What holds, in one sentence. */
  readonly says: string;
}

export const RULES = {
  clock: {
    label: 'documented',
    says: 'Every write has the time of the device that made it and the name of its site; a device that has seen a later write stamps its next one later still.',
  },
  register: {
    label: 'documented',
    says: 'A field is a register: of two writes that do not know of each other the later one is kept, by the clocks of their devices, and the earlier one is gone.',
  },
  'set-again': { label: 'tried', says: 'On one device a write to a register replaces what was there.' },
  array: { label: 'tried', says: 'An array is one register: a write to it replaces it whole.' },
  map: {
    label: 'tried',
    says: 'With strict mode off an object is a map: setting it keeps the keys that it does not name, and UNSET takes one away; a value and a map of one field stand beside each other, and the one written last is shown.',
  },
  'map-merge': {
    label: 'documented',
    says: 'A map merges key by key, and a key that is written while somebody else removes it stays.',
  },
  strict: {
    label: 'tried',
    says: 'With strict mode on an object is one register, no key of it can be written, and a query that declares no types sees registers alone.',
  },
  'strict-agree': {
    label: 'documented',
    says: 'The connector and the devices must have the same strict mode; it is on in a connector unless it is told otherwise, and off in the SDK.',
  },
  counter: {
    label: 'documented',
    says: 'A counter is what each site has added, summed up: nobody loses an increment.',
  },
  restart: { label: 'tried', says: 'RESTART sets a counter, and increments go on from there.' },
  'restart-merge': {
    label: 'documented',
    says: 'Of two restarts the later one is kept; increments of a counter that did not know of it are gone.',
  },
  beside: {
    label: 'tried',
    says: 'A counter and a register stand beside each other in one field, and a query shows the one that was written last: INCREMENT on a register of 9 shows -1.',
  },
  'insert-conflict': {
    label: 'tried',
    says: 'INSERT of an id that is there fails; ON ID CONFLICT it does nothing, or writes all fields that it names (UPDATE, MERGE), or those whose register differs (UPDATE_LOCAL_DIFF, which overlooks a counter that is shown), and keeps the others.',
  },
  delete: {
    label: 'tried',
    says: 'DELETE hides a document; an UPDATE afterwards does nothing, and an INSERT begins a new one with nothing of the old.',
  },
  'delete-edit': {
    label: 'assumed',
    says: 'An edit made while another device deletes the document outlives it, alone: a document of nothing but that field.',
  },
  tombstone: {
    label: 'documented',
    says: 'A deletion is remembered for 168 hours on a device and 30 days in the cloud; whoever still has the document after that brings it back.',
  },
  evict: { label: 'tried', says: 'EVICT takes a document off one device and deletes it nowhere.' },
  'evict-return': {
    label: 'documented',
    says: 'What was evicted comes back as long as a subscription asks for it.',
  },
  subscription: {
    label: 'documented',
    says: 'A device receives what its subscriptions ask for; the cloud receives everything.',
  },
  held: {
    label: 'assumed',
    says: 'A device also receives the news of what it holds, such as its deletion or that no subscription asks for it any more, and keeps it until EVICT.',
  },
  immutable: { label: 'tried', says: 'The _id of a document cannot change.' },
  'id-map': {
    label: 'documented',
    says: 'The connector finds a document by the fields that make its id; they are at the top level, always there, and never change.',
  },
  'new-id': {
    label: 'assumed',
    says: 'A document made on a device gets its own id as _id in MongoDB where ids are matched, and an ObjectId where fields make the id.',
  },
  types: {
    label: 'documented',
    says: 'On the way to Ditto an ObjectId, a Date and a Decimal128 become text; numbers come back as integers where they are whole.',
  },
  images: {
    label: 'documented',
    says: 'The connector compares a document before and after a change and carries over the fields that differ.',
  },
  whole: {
    label: 'assumed',
    says: 'A document that the other side does not have arrives whole.',
  },
  'connector-clock': {
    label: 'assumed',
    says: 'A change from MongoDB is stamped when it arrives in Ditto, not when it was made: it beats what devices have written until then, also offline, and loses against what they write later.',
  },
  'initial-sync': {
    label: 'assumed',
    says: 'The initial sync leaves alone what Ditto has already, notes how far it came after each batch, and after a restart goes on from there; what changed meanwhile is in the change stream.',
  },
  'no-echo': {
    label: 'documented',
    says: 'What the connector itself has written does not come back as a change.',
  },
  'final-delete': {
    label: 'assumed',
    says: 'A deletion in MongoDB is final while the cloud remembers it: it beats edits on devices, and a document of the same id that is made again anywhere stays hidden in Ditto.',
  },
  'device-delete': { label: 'assumed', says: 'A DELETE on a device deletes the document in MongoDB.' },
  refusal: {
    label: 'assumed',
    says: 'A write that a validator of MongoDB refuses is parked in __ditto_unsynced_documents, and no device is told.',
  },
} as const satisfies Record<string, Rule>;

export type RuleId = keyof typeof RULES;
