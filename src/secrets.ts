/** Texts that may hold a password stand in no message, wherever they came from: a flag, a variable, a file, a call. */

/** Stands for such a text where one is quoted. */
export const HIDDEN = 'a text that is not shown, as it may hold a password';

/** A connection string, also half a one or one without its scheme, or any other address with a user. */
const ADDRESS = /mongodb(\+srv)?:|:\/+.*@|^[^\s:@]+:.*@/is;

export const mayHoldPassword = (text: string): boolean => ADDRESS.test(text);

/** A sentence of somebody else's, without what it quotes where that may hold a password. */
export const withoutSecrets = (sentence: string): string =>
  sentence.replace(/'(.*)'/s, (quote, text) => (mayHoldPassword(text) ? HIDDEN : quote));

/** A text in quotes for a message, unless it may hold a password. */
export const quoted = (text: string): string => (mayHoldPassword(text) ? HIDDEN : `'${text}'`);
