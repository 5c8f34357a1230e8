/** What `require('zava/testing')` runs; its types stand in ../testing.cts. The path is a literal, so that bundlers find the module. */
import ways = require('./jest.cjs');

export = ways.inJest() ? ways.byNode('testing.js') : require('../testing.js');
