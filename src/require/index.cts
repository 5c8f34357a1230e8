/** What `require('zava')` runs; its types stand in ../index.cts. The path is a literal, so that bundlers find the module. */
import ways = require('./jest.cjs');

export = ways.inJest() ? ways.byNode('index.js') : require('../index.js');
