import assert from 'node:assert/strict';
import test from 'node:test';
import {blockReasonOfAddress, guardTarget, isSinkhole} from '../../src/probe/guard.ts';

const rules = {hosts: ['api.example.com', '.eu.example.com']};

/** Spellings of hosts that are not public, as they might stand in a URL. */
const hostileHosts = [
	// Loopback
	'127.0.0.1',
	'127.0.0.1.',
	'127.1',
	'127.0.1',
	'127.0.0.2',
	'127.255.255.254',
	'127.000.000.001',
	'0177.0.0.1',
	'0177.0.0.01',
	'017700000001',
	'00000177.0.0.1',
	'0x7f.0.0.1',
	'0x7f.1',
	'0x7f000001',
	'0X7F000001',
	'0x7f.0x0.0x0.0x1',
	'0x0000007f.0.0.1',
	'2130706433',
	'2130706434',
	'%31%32%37.0.0.1',
	'127%2e0%2e0%2e1',
	'127.0.0.%31',
	'127。0。0。1',
	'127.0.0.1',
	'⑫7.0.0.1',
	'①②⑦.⓪.⓪.①',
	'localhost',
	'localhost.',
	'LOCALHOST',
	'LocalHost',
	'loc%61lhost',
	'localhost',
	'ⓛⓞⓒⓐⓛⓗⓞⓢⓣ',
	'api.localhost',
	'localhost.localdomain',
	'[::1]',
	'[0:0:0:0:0:0:0:1]',
	'[0000:0000:0000:0000:0000:0000:0000:0001]',
	'[::0.0.0.1]',
	'[0::1]',
	// This network, unspecified
	'0',
	'0.0.0.0',
	'0.0.0.0.',
	'0x0',
	'00',
	'0.0.0.1',
	'0.1.2.3',
	'[::]',
	'[0:0:0:0:0:0:0:0]',
	'[::0]',
	// Private
	'10.0.0.1',
	'10.255.255.255',
	'10.1',
	'012.0.0.1',
	'0xa.0.0.1',
	'0x0a000001',
	'167772161',
	'172.16.0.1',
	'172.31.255.255',
	'0xac.0x10.0.1',
	'2886729729',
	'192.168.0.1',
	'192.168.1.254',
	'192.168.257',
	'0300.0250.0.1',
	'0xc0a80001',
	'3232235521',
	'[fc00::1]',
	'[fd00::1]',
	'[fdff:ffff:ffff::1]',
	'[fec0::1]',
	// Link-local and metadata
	'169.254.0.1',
	'169.254.169.254',
	'169.254.169.254.',
	'169.254.43518',
	'0251.0376.0251.0376',
	'0xa9.0xfe.0xa9.0xfe',
	'0xa9fea9fe',
	'2852039166',
	'%31%36%39.254.169.254',
	'169。254。169。254',
	'169.254.170.2',
	'168.63.129.16',
	'0xa83f8110',
	'100.100.100.200',
	'192.0.0.192',
	'[fd00:ec2::254]',
	'[fd20:ce::254]',
	'[fe80::1]',
	'[fe80::a9fe:a9fe]',
	'metadata',
	'metadata.google.internal',
	'METADATA.google.internal',
	'metadata.google.internal.',
	'instance-data',
	'instance-data.ec2.internal',
	// Carrier-grade NAT
	'100.64.0.1',
	'100.127.255.254',
	'1681915905',
	// Reserved, documentation, benchmarking, multicast, broadcast
	'192.0.0.1',
	'192.0.2.1',
	'198.51.100.7',
	'203.0.113.9',
	'198.18.0.1',
	'198.19.255.255',
	'192.88.99.1',
	'192.31.196.1',
	'192.52.193.1',
	'192.175.48.1',
	'224.0.0.1',
	'239.255.255.250',
	'240.0.0.1',
	'255.255.255.255',
	'4294967295',
	'0xffffffff',
	'[ff02::1]',
	'[ff0e::1]',
	'[100::1]',
	'[2001:db8::1]',
	'[3fff::1]',
	'[2001:2::1]',
	'[2001:10::1]',
	'[2001:20::1]',
	'[5f00::1]',
	'[4000::1]',
	// IPv4 inside IPv6: mapped, compatible, translated, NAT64, 6to4, Teredo
	'[::ffff:127.0.0.1]',
	'[::ffff:7f00:1]',
	'[::ffff:0:127.0.0.1]',
	'[0:0:0:0:0:ffff:127.0.0.1]',
	'[0000:0000:0000:0000:0000:FFFF:7F00:0001]',
	'[::ffff:10.0.0.1]',
	'[::ffff:192.168.0.1]',
	'[::ffff:169.254.169.254]',
	'[::ffff:a9fe:a9fe]',
	'[::ffff:8.8.8.8]',
	'[::127.0.0.1]',
	'[::7f00:1]',
	'[::10.0.0.1]',
	'[::169.254.169.254]',
	'[64:ff9b::127.0.0.1]',
	'[64:ff9b::7f00:1]',
	'[64:ff9b::10.0.0.1]',
	'[64:ff9b::a9fe:a9fe]',
	'[64:ff9b::8.8.8.8]',
	'[64:ff9b:1::10.0.0.1]',
	'[2002:7f00:1::]',
	'[2002:7f00:1::1]',
	'[2002:a00:1::1]',
	'[2002:a9fe:a9fe::1]',
	'[2002:c0a8:1::1]',
	'[2001:0:7f00:1::1]',
	'[2001::1]',
	'[2620:4f:8000::1]',
	// Names that stay inside a network
	'router',
	'router.',
	'intranet',
	'printer.local',
	'printer.local.',
	'db.internal',
	'vault.corp',
	'nas.lan',
	'nas.home',
	'nas.home.arpa',
	'app.intranet',
] as const;

test('there are at least 120 hostile spellings', () => {
	assert.ok(new Set(hostileHosts).size >= 120, `found ${new Set(hostileHosts).size}`);
});

for (const host of new Set(hostileHosts)) {
	test(`${host} is blocked, even where somebody put it on the list`, () => {
		for (const scheme of ['wss', 'http']) {
			const href = `${scheme}://${host}/v1/listen`;
			const listed = URL.canParse(href) ? [new URL(href).hostname, '.'] : [];
			const result = guardTarget(href, {hosts: [...rules.hosts, ...listed]});
			assert.equal(result.allowed, false);
			assert.ok(
				!result.allowed && ['private_address', 'local_name', 'not_a_url'].includes(result.reason),
				JSON.stringify(result),
			);
		}
	});
}

test('spellings of one address are read as the address, not refused as no URL', () => {
	for (const host of ['0x7f000001', '2130706433', '127。0。0。1', '%31%32%37.0.0.1', '[::ffff:127.0.0.1]']) {
		assert.deepEqual(guardTarget(`wss://${host}/`, rules), {allowed: false, reason: 'private_address'});
	}
});

const otherUrls = [
	['file:///etc/passwd', 'scheme'],
	['ftp://api.example.com/', 'scheme'],
	['gopher://api.example.com/', 'scheme'],
	['data:text/plain,hello', 'scheme'],
	['javascript:alert(1)', 'scheme'],
	['unix:/var/run/docker.sock', 'scheme'],
	['ws+unix:///var/run/docker.sock', 'scheme'],
	['api.example.com', 'not_a_url'],
	['//api.example.com/', 'not_a_url'],
	['wss://', 'not_a_url'],
	['wss://[::1/', 'not_a_url'],
	['wss://[fe80::1%25eth0]/', 'not_a_url'],
	['wss://256.256.256.256/', 'not_a_url'],
	['wss://a b/', 'not_a_url'],
	[`wss://api.example.com/${'a'.repeat(5_000)}`, 'not_a_url'],
	['wss://api.example.com:22/', 'port'],
	['wss://api.example.com:25/', 'port'],
	['wss://api.example.com:6379/', 'port'],
	['wss://api.example.com:0/', 'port'],
	['wss://api.example.com:65535/', 'port'],
	['wss://api.example.com@evil.test/', 'credentials'],
	['wss://evil.test@api.example.com/', 'credentials'],
	['wss://user:pass@api.example.com/', 'credentials'],
	['wss://evil.test/', 'host_not_allowed'],
	['wss://evil.test/api.example.com', 'host_not_allowed'],
	['wss://evil.test?api.example.com', 'host_not_allowed'],
	['wss://evil.test#api.example.com', 'host_not_allowed'],
	['wss://evil.test\\@api.example.com/', 'host_not_allowed'],
	['wss://api.example.com.evil.test/', 'host_not_allowed'],
	['wss://xapi.example.com/', 'host_not_allowed'],
	['wss://api.example.com./', 'host_not_allowed'],
	['wss://api.example.co/', 'host_not_allowed'],
	['wss://example.com/', 'host_not_allowed'],
	['wss://eu.example.com/', 'host_not_allowed'],
	['wss://api.eu.example.com.evil.test/', 'host_not_allowed'],
	['wss://аpi.example.com/', 'host_not_allowed'],
	['wss://xn--pi-6kc.example.com/', 'host_not_allowed'],
	['wss://127.0.0.1.nip.io/', 'host_not_allowed'],
	['wss://localtest.me/', 'host_not_allowed'],
	['wss://8.8.8.8/', 'host_not_allowed'],
	['wss://[2606:4700:4700::1111]/', 'host_not_allowed'],
] as const;

for (const [href, reason] of otherUrls) {
	test(`${href.slice(0, 60)} is blocked: ${reason}`, () => {
		assert.deepEqual(guardTarget(href, rules), {allowed: false, reason});
	});
}

const allowedUrls = [
	'wss://api.example.com/v1/listen?model=one',
	'wss://API.Example.com/',
	'wss://api.example.com:443/',
	'wss://api.example.com:8443/',
	'ws://api.example.com/',
	'http://api.example.com:8080/',
	'https://api.eu.example.com/',
	'wss://a.b.eu.example.com/',
] as const;

for (const href of allowedUrls) {
	test(`${href} is allowed`, () => {
		assert.equal(guardTarget(href, rules).allowed, true);
	});
}

test('a public address is allowed where it is on the list', () => {
	assert.equal(guardTarget('wss://93.184.216.34/', {hosts: ['93.184.216.34']}).allowed, true);
	assert.equal(
		guardTarget('wss://[2606:4700:4700::1111]/', {hosts: ['[2606:4700:4700::1111]']}).allowed,
		true,
	);
});

test('a range that an operator named may be private, and nothing beside it', () => {
	const own = {hosts: ['10.1.2.3', '10.2.2.3'], privateRanges: ['10.1.0.0/16', 'fd00:1::/32']};
	assert.equal(guardTarget('ws://10.1.2.3:8080/', own).allowed, true);
	assert.equal(guardTarget('ws://10.2.2.3:8080/', own).allowed, false);
	assert.equal(blockReasonOfAddress('fd00:1::5', own), undefined);
	assert.equal(blockReasonOfAddress('fd00:2::5', own), 'private_address');
	assert.equal(blockReasonOfAddress('::ffff:10.1.2.3', own), 'private_address');
});

/** What a name may turn out to lead to, whatever the name was. */
const hostileAnswers = [
	'0.0.0.0',
	'10.0.0.1',
	'100.64.0.1',
	'127.0.0.1',
	'169.254.169.254',
	'172.16.0.1',
	'192.168.0.1',
	'168.63.129.16',
	'198.18.0.1',
	'224.0.0.1',
	'255.255.255.255',
	'::',
	'::1',
	'::ffff:127.0.0.1',
	'::ffff:93.184.216.34',
	'::7f00:1',
	'64:ff9b::5db8:d822',
	'2002:5db8:d822::1',
	'2001::1',
	'fc00::1',
	'fe80::1',
	'fe80::1%eth0',
	'2606:4700::1%eth0',
	'ff02::1',
	'2001:db8::1',
	'3fff::1',
	'not an address',
	'',
] as const;

for (const address of hostileAnswers) {
	test(`a name that leads to "${address}" is not connected to`, () => {
		assert.equal(blockReasonOfAddress(address, rules), 'private_address');
	});
}

test('public addresses of both families may be connected to', () => {
	for (const address of [
		'93.184.216.34',
		'1.1.1.1',
		'172.15.0.1',
		'172.32.0.1',
		'2606:4700:4700::1111',
		'2a00:1450::1',
	]) {
		assert.equal(blockReasonOfAddress(address, rules), undefined, address);
	}
});

test('an answer of 0.0.0.0 or :: leads nowhere for anybody; loopback only where a public address was due', () => {
	assert.ok(isSinkhole('0.0.0.0', undefined));
	assert.ok(isSinkhole('::', undefined));
	assert.ok(isSinkhole('127.0.0.1', rules));
	assert.ok(isSinkhole('::1', rules));
	assert.ok(!isSinkhole('127.0.0.1', undefined));
	assert.ok(!isSinkhole('127.0.0.1', {...rules, privateRanges: ['127.0.0.0/8']}));
	assert.ok(!isSinkhole('10.0.0.1', rules));
	assert.ok(!isSinkhole('not an address', rules));
});
