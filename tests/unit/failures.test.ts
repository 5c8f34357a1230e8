/** What a failure of a write means for the next attempt. */
import {
  MongoAPIError,
  MongoBulkWriteError,
  MongoError,
  MongoErrorLabel,
  MongoNetworkError,
  MongoNetworkTimeoutError,
  MongoServerError,
  MongoServerSelectionError,
  MongoTopologyClosedError,
} from 'mongodb';
import { describe, expect, it } from 'vitest';
import {
  brokeOff,
  classify,
  classifyCode,
  type Failure,
  Refused,
  reasonOf,
} from '../../src/mongodb/failures.js';

const server = (code: number, message = 'so it is') => new MongoServerError({ code, message });
/** As Node.js makes it, and the driver lets it through. */
const pipe = () =>
  Object.assign(new Error('This socket has been ended by the other party'), { code: 'EPIPE' });
/** As the driver wraps what ends a bulk write. */
const bulk = (error: Error | { code: number; message: string }) =>
  new MongoBulkWriteError(error as Error, {} as never);
const labelled = (label: string) => {
  const error = server(1);
  error.addErrorLabel(label as MongoErrorLabel);
  return error;
};

describe('classify', () => {
  it.each<[string, unknown, Failure]>([
    ['a connection that breaks', new MongoNetworkError('closed'), 'transient'],
    ['an answer that does not come', new MongoNetworkTimeoutError('timed out'), 'transient'],
    ['a connection that ends while a command is written', pipe(), 'transient'],
    ['a file that is missing', Object.assign(new Error('no'), { code: 'ENOENT' }), 'final'],
    ['no server', new MongoServerSelectionError('none', {} as never), 'transient'],
    [
      'a client that has found no server yet',
      new MongoTopologyClosedError('Topology is closed'),
      'transient',
    ],
    ['a connection that breaks during a bulk write', bulk(new MongoNetworkError('closed')), 'transient'],
    ['a bulk write that is refused', bulk({ code: 13, message: 'no permission' }), 'final'],
    ['NotWritablePrimary', server(10_107), 'transient'],
    ['ShutdownInProgress', server(91), 'transient'],
    ['a cursor that is not known any more', server(43), 'transient'],
    ['a write that may be made again', labelled('RetryableWriteError'), 'transient'],
    ['a server that has too much to do', labelled('SystemOverloadedError'), 'throttled'],
    ['a limit of the rate', server(462), 'throttled'],
    ['the same in words', server(1, 'Request rate is large'), 'throttled'],
    ['too large a document', server(10_334), 'too-large'],
    ['a wrong password', server(18), 'final'],
    ['no permission', server(13), 'final'],
    ['a full disk', server(14_031), 'final'],
    ['a mistake of the caller', new MongoAPIError('no'), 'final'],
    ['a mistake of ours', new TypeError('undefined is not a function'), 'final'],
    ['updates that a majority did not get', new Refused('late', 64), 'transient'],
    ['updates that break a rule', new Refused('no', 121), 'final'],
  ])('%s', (_, error, expected) => {
    expect(classify(error)).toBe(expected);
  });

  it('knows codes in an answer the same way', () => {
    expect([11_000, 64, 462, 17_419].map((code) => classifyCode(code, ''))).toEqual([
      'final',
      'transient',
      'throttled',
      'too-large',
    ]);
  });
});

describe('brokeOff', () => {
  it('is true only of what was under way', () => {
    const handshake = new MongoNetworkError('connect ECONNREFUSED');
    handshake.addErrorLabel(MongoErrorLabel.HandshakeError);
    expect(brokeOff(new MongoNetworkError('closed'))).toBe(true);
    expect(brokeOff(new MongoNetworkTimeoutError('timed out'))).toBe(true);
    expect(brokeOff(handshake)).toBe(false);
    expect(brokeOff(new MongoServerSelectionError('none', {} as never))).toBe(false);
    expect(brokeOff(server(10_107))).toBe(false);
  });
});

describe('reasonOf', () => {
  const uri = 'mongodb://user:s3cret@host:27017/';

  it('is plain for whatever a server says, and has no password in it', () => {
    const reason = reasonOf(server(8, 'strange things happen.'), uri) as Error;
    expect(reason).toMatchObject({
      name: 'ZavaError',
      message: 'host:27017 does not do what it is asked: strange things happen.',
    });
    expect(reason).not.toBeInstanceOf(MongoError);
    for (const error of [new MongoNetworkError('closed'), server(18), server(14_031)])
      expect((reasonOf(error, uri) as Error).message).not.toContain('s3cret');
  });

  it('leaves a mistake of ours as it is', () => {
    const mistake = new TypeError('undefined is not a function');
    expect(reasonOf(mistake, uri)).toBe(mistake);
  });
});
