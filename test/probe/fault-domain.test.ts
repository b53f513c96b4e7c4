import assert from 'node:assert/strict';
import test from 'node:test';
import {type FailureCode, failures} from '../../src/failures/failure-codes.ts';
import {type FaultFacts, faultDomain} from '../../src/probe/fault-domain.ts';

const facts: Omit<FaultFacts, 'failure'> = {
	vantage: 'asker',
	ownNetworkFails: false,
	fromService: false,
	issuer: 'unknown',
	vouched: false,
	leadsElsewhere: false,
};
const codes = Object.keys(failures) as FailureCode[];

test('where nothing else can be reached either, no failure is blamed on anybody else', () => {
	for (const failure of codes) {
		assert.equal(faultDomain({...facts, failure, ownNetworkFails: true}), 'our_probe', failure);
	}
});

test('what one vantage point cannot tell is unknown', () => {
	for (const failure of [
		'dns_not_found',
		'tcp_refused',
		'tcp_timeout',
		'tls_reset',
		'upgrade_reset',
	] as const) {
		assert.equal(faultDomain({...facts, failure}), 'unknown', failure);
		assert.equal(faultDomain({...facts, failure, vantage: 'bot'}), 'unknown', failure);
	}
});

test('the bot never blames the asker for what only the bot has seen', () => {
	for (const failure of codes) {
		const domain = faultDomain({...facts, failure, vantage: 'bot'});
		assert.ok(domain !== 'you' && domain !== 'your_network', `${failure}: ${domain}`);
	}
});

test('nothing in between is blamed where TLS vouches for who answered', () => {
	for (const failure of ['http_401', 'http_403', 'http_407', 'upgrade_captive_portal'] as const) {
		assert.equal(faultDomain({...facts, failure}), 'your_network', failure);
		assert.equal(faultDomain({...facts, failure, issuer: 'usual', vouched: true}), 'unknown', failure);
	}
});

test('the service is blamed only for its own errors', () => {
	const blamed = codes.filter(failure => faultDomain({...facts, failure, fromService: true}) === 'service');
	assert.deepEqual(blamed, [
		'http_500',
		'http_502',
		'http_503',
		'http_504',
		'http_5xx',
		'close_1011',
		'close_1012',
		'close_1013',
		'close_1014',
	]);
});

test('a bad certificate is blamed by who signed it', () => {
	const domain = (failure: FailureCode, issuer: FaultFacts['issuer']) =>
		faultDomain({...facts, failure, issuer});
	assert.equal(domain('tls_expired', 'usual'), 'service');
	assert.equal(domain('tls_expired', 'strange'), 'your_network');
	assert.equal(domain('tls_expired', 'unknown'), 'unknown');
	assert.equal(domain('tls_wrong_name', 'usual'), 'unknown');
	assert.equal(domain('tls_self_signed', 'strange'), 'your_network');
});
