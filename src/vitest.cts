/** `require('zava/vitest')`: the ES module itself, which Node.js 20.19 and newer hand over. */
import entry = require('./vitest.js');

export = entry;
