/** `require('zava/testing')`: the ES module itself, which Node.js 20.19 and newer hand over. */
import entry = require('./testing.js');

export = entry;
