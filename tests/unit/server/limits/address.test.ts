import { expect, test } from 'vitest';
import { isPrivateNetwork, networkOf } from '../../../../src/server/limits/address.ts';

test.each([
	['203.0.113.7', '203.0.113.7', false],
	['::ffff:203.0.113.7', '203.0.113.7', false],
	['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64', false],
	['2001:DB8:1:2::9', '2001:db8:1:2::/64', false],
	['2001:db8::1', '2001:db8:0:0::/64', false],
	['172.15.0.1', '172.15.0.1', false],
	['172.32.0.1', '172.32.0.1', false],
	['100.128.0.1', '100.128.0.1', false],
	['127.0.0.1', '127.0.0.1', true],
	['::ffff:127.0.0.1', '127.0.0.1', true],
	['::1', '::1', true],
	['10.1.2.3', '10.1.2.3', true],
	['172.16.0.1', '172.16.0.1', true],
	['172.31.255.255', '172.31.255.255', true],
	['192.168.0.1', '192.168.0.1', true],
	['169.254.1.1', '169.254.1.1', true],
	['100.64.0.1', '100.64.0.1', true],
	['fe80::1%eth0', 'fe80:0:0:0::/64', true],
	['fd00::1', 'fd00:0:0:0::/64', true]
])('%s counts as %s (private: %s)', (address, network, isPrivate) => {
	expect(networkOf(address)).toBe(network);
	expect(isPrivateNetwork(network)).toBe(isPrivate);
});

test.each(['', 'unknown', 'localhost', '300.1.1.1', '1.2.3', '1.2.3.4:80', 'evil:x', '[::1]', ':::'])(
	'%j is no address',
	(text) => expect(networkOf(text)).toBeUndefined()
);
