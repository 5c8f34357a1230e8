/**
 * What Ditto's Kubernetes operator (0.10 or newer) takes: a BigPeerDataBridge, and the Secret that it names. The shape is
 * that of https://docs.ditto.live/ditto-server/operator/connectors/mongodb and of a set-up that runs.
 */
import { Document, isSeq, visit } from 'yaml';
import { command, option } from '../../../core/options/table.js';
import { type ConnectorRequest, mappingsOf } from './mappings.js';

/** That of Ditto's own examples. */
const NAMESPACE = 'ditto';
const BRIDGE = 'zava';
const SECRET = 'zava-mongo-connector';
const SECRET_KEY = 'connectionString';

/**
 * What only its user knows. Kubernetes takes them neither as a label nor as base64: what was not filled in is refused, and
 * overwrites no Secret that is there.
 */
const PLACEHOLDERS = { app: '<APP>', bigPeer: '<BIG-PEER>', secret: '<CONNECTION STRING, IN BASE64>' };

/** The resource as data. */
export function dataBridge({ database, profile }: ConnectorRequest) {
  const settings = { initialSync: true, mode: 'native', dqlStrictMode: false };
  return {
    apiVersion: 'ditto.live/v1alpha1',
    kind: 'BigPeerDataBridge',
    metadata: {
      name: BRIDGE,
      namespace: NAMESPACE,
      labels: { 'ditto.live/app': PLACEHOLDERS.app, 'ditto.live/big-peer': PLACEHOLDERS.bigPeer },
    },
    spec: {
      description: `The Zava DIY Retail dataset, database ${database}, inventory by ${profile}`,
      bridge: {
        mongoConnector: {
          connectionSecret: { kubernetesSecret: { name: SECRET, connectionString: SECRET_KEY } },
          database,
          collections: Object.fromEntries(
            mappingsOf(profile).map(({ collection, fields }) => [collection, { fields, ...settings }]),
          ),
        },
      },
    },
  };
}

/** The Secret as data, without what makes it one. */
export const secretStub = () => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: SECRET, namespace: NAMESPACE },
  type: 'Opaque',
  data: { [SECRET_KEY]: PLACEHOLDERS.secret },
});

const BRIDGE_COMMENT = ` Ditto's MongoDB connector for a server of one's own, by the Ditto operator 0.10 or newer.
 Made by \`${command('ditto connector').typed}\`. Fill in what stands in <>: both labels are required, and Kubernetes refuses them
 as they stand here. The namespace is that of the big peer, and the Secret lies in the same one.
 An operator of another version: kubectl explain bigpeerdatabridge.spec.bridge.mongoConnector`;

const COLLECTIONS_COMMENT = ` initialSync: documents that were there before the connector come, too; it is off unless said.
 mode native: documents as Ditto's SDK reads them; ejson would wrap every number and turn strict mode off.
 dqlStrictMode false: objects become maps, which merge field by field. Ditto's SDK 5 has it off unless told otherwise,
 the connector has it on, and the two must agree, or neither sees what the other means by an object.`;

const SECRET_COMMENT = ` The Secret that the resource names. Do not write a connection string here: make the Secret by command, and leave this
 document out. From a file that holds the connection string alone, without a line's end:
   kubectl create secret generic ${SECRET} --namespace ${NAMESPACE} --from-file=${SECRET_KEY}=FILE
 From standard input, so that it lies in no file:
   ${command('encode-password', option('uri', '"mongodb+srv://USER@HOST/"')).typed} | tr -d '\\n' |
     kubectl create secret generic ${SECRET} --namespace ${NAMESPACE} --from-file=${SECRET_KEY}=/dev/stdin
 As it stands Kubernetes refuses it, so it replaces none that is there.`;

/** Both as YAML documents with comments, for `kubectl apply -f` when they are filled in. */
export function operatorYaml(request: ConnectorRequest): string {
  const bridge = new Document(dataBridge(request));
  bridge.commentBefore = BRIDGE_COMMENT;
  const collections = bridge.getIn(['spec', 'bridge', 'mongoConnector', 'collections'], true);
  (collections as { commentBefore?: string }).commentBefore = COLLECTIONS_COMMENT;
  visit(bridge, (_, node) => {
    if (isSeq(node)) node.flow = true;
  });
  const secret = new Document(secretStub());
  secret.commentBefore = SECRET_COMMENT;
  // A line would be folded where it is too wide, as the description is.
  return [bridge, secret]
    .map((document) => document.toString({ lineWidth: 0, flowCollectionPadding: false }))
    .join('---\n');
}
