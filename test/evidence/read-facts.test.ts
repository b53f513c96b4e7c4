import assert from 'node:assert/strict';
import {describe, test} from 'node:test';
import type {FactName} from '../../src/evidence/evidence.ts';
import {readEvidence} from '../../src/evidence/read-evidence.ts';
import {evidenceRules, questionOf} from '../support/evidence-rules.ts';
import {hex, jwt} from '../support/made-up.ts';

const factsOf = (text: string) => readEvidence(questionOf(text), evidenceRules).facts.map(({name}) => name);

const said: readonly (readonly [FactName, string])[] = [
	['works_on_other_network', "works fine on my phone's hotspot"],
	['works_on_other_network', 'with mobile data it connects'],
	['works_on_other_network', 'On a different network everything is fine.'],
	['works_on_other_network', 'at home it works, at the office it does not'],
	['works_on_other_network', 'it fails here but over VPN it works'],
	[
		'works_on_other_network',
		'with the same key on a different location (phone hotspot) my mac connects fine',
	],
	['works_on_other_network', 'con otra red funciona'],
	['works_on_other_network', 'im anderen Netz geht es'],
	['works_on_other_network', '用手机热点可以连'],
	['works_on_other_machine', 'it works on my laptop but not on the server'],
	['works_on_other_machine', 'works locally, fails in production'],
	['works_on_other_machine', 'the same code runs fine on another machine'],
	['works_in_other_client', 'with curl it works'],
	['works_in_other_client', 'it works in Postman'],
	['works_in_other_client', 'wscat connects without problems'],
	['works_in_other_client', 'the same key works from the python sdk'],
	['rest_works', 'REST calls are ok'],
	['rest_works', 'pre-recorded works, only live fails'],
	['worked_before', 'it worked yesterday'],
	['worked_before', 'used to work until last week'],
	['worked_before', 'it stopped working suddenly'],
	['worked_before', "it doesn't work anymore"],
	['worked_before', 'nothing changed on my side'],
	['worked_before', 'dejó de funcionar ayer'],
	['worked_before', 'gestern hat es noch funktioniert'],
	['worked_before', '昨天还可以，今天不行'],
	['after_update', 'after upgrading the SDK it fails'],
	['after_update', 'I upgraded my deps yesterday'],
	['first_time_works', 'the first call works, the second is silent'],
	['first_time_works', 'first connection: perfect. Then nothing'],
	['first_time_works', 'after reconnect I get no transcripts anymore'],
	['intermittent', 'it happens sometimes'],
	['intermittent', 'randomly, about 1 in 10'],
	['intermittent', 'a veces funciona'],
	['intermittent', 'manchmal geht es'],
	['intermittent', '有时候会断'],
	['after_a_while', 'it closes after 10 seconds'],
	['after_a_while', 'after about a minute it dies'],
	['after_a_while', 'disconnects in the middle of a call'],
	['after_a_while', 'se cierra después de unos segundos'],
	['after_a_while', 'nach 10 Sekunden ist Schluss'],
	['after_a_while', '10秒后断开'],
	['at_once', 'it closes immediately'],
	['at_once', 'as soon as I connect it is gone'],
	['at_once', 'schließt sofort'],
	['in_browser', 'in the browser I get 1006'],
	['in_browser', 'Chrome shows an error'],
	['in_browser', 'I record with MediaRecorder'],
	['on_mobile', 'in my React Native app'],
	['on_mobile', 'on Android it fails'],
	['in_container', 'it runs in Docker'],
	['in_container', 'from a pod in kubernetes'],
	['in_serverless', 'deployed on AWS Lambda'],
	['in_serverless', 'in a Cloudflare Worker'],
	['on_managed_network', 'on our corporate network it fails'],
	['on_managed_network', 'there is a firewall'],
	['behind_proxy', 'we are behind a corporate proxy'],
	['behind_proxy', 'HTTPS_PROXY is set'],
	['on_vpn', 'I am on a VPN and get timeouts'],
	['self_hosted', 'our self-hosted instance answers 400'],
	['self_hosted', 'ws://localhost:8080/v1/listen answers nothing'],
	['key_in_place', 'the api key is correct'],
	['key_in_place', 'I checked the key twice, same error'],
	['key_in_place', 'tried several keys'],
	['key_in_place', '换了几个新的 api key 还是一样'],
	['several_users', 'all our users are affected'],
	['several_users', 'anyone else seeing this?'],
	['several_networks', 'I tried another network, same error'],
	['several_networks', 'it fails on home and office wifi'],
	['sends_no_audio', 'I am not sending any audio yet'],
	['sends_no_audio', 'I only send keepalives'],
	['sends_no_audio', 'when the mic is muted'],
	['connects_then_fails', 'it connects fine but then drops'],
	['connects_then_fails', 'the socket opens and then closes'],
	['never_connects', 'it never connects'],
	['never_connects', "I can't connect"],
	['never_connects', 'cannot open the websocket'],
	['never_connects', 'no se conecta'],
	['never_connects', 'não consigo conectar'],
	['never_connects', '一直连接失败'],
	['no_transcript', 'I get no transcripts'],
	['no_transcript', 'the transcript is always empty'],
	['no_transcript', 'nothing comes back'],
	['bearer_with_key', `Authorization: Bearer ${hex(40, 5)}`],
	['token_with_jwt', `Authorization: Token ${jwt()}`],
	['key_without_scheme', `Authorization: ${hex(40, 5)}`],
	['answered_by_other_host', 'Error 401 on wss://gateway.vendor.example/v1/stt when my agent starts'],
	['key_is_placeholder', 'Authorization: "Token YOUR_API_KEY"'],
	['key_is_placeholder', "api_key: 'API_KEY'"],
];

describe('what a person says of their situation', () => {
	for (const [fact, text] of said) {
		test(`${fact}: ${text.slice(0, 80)}`, () => assert.ok(factsOf(text).includes(fact), `${factsOf(text)}`));
	}
});

const notSaid: readonly (readonly [FactName, string])[] = [
	['works_on_other_network', "it doesn't work on my phone either"],
	['works_on_other_network', 'fails on the hotspot as well'],
	['works_on_other_network', 'should it work on another network?'],
	['works_on_other_network', 'does it work with a hotspot?'],
	['works_on_other_network', 'not working from home'],
	['works_on_other_network', 'the second connection fails'],
	['works_on_other_machine', "it doesn't work on my laptop"],
	['works_on_other_machine', 'same error on another machine'],
	['works_in_other_client', 'curl fails too'],
	['works_in_other_client', 'how do I make it work with curl'],
	['works_in_other_client', 'in Chrome it connects ok but then drops'],
	['rest_works', 'REST does not work'],
	['worked_before', 'it has never worked'],
	['intermittent', 'it is not intermittent'],
	['after_a_while', 'after 2 hours of debugging I gave up'],
	['in_browser', 'it works in the browser'],
	['in_browser', 'not in the browser, on the server'],
	['on_mobile', 'the phonecall model'],
	['in_container', 'without docker'],
	['in_container', 'container=none'],
	['in_container', 'the WebM container header'],
	['in_serverless', 'x = lambda a: a'],
	['behind_proxy', 'we are not behind a proxy'],
	['behind_proxy', 'no proxy here'],
	['on_vpn', 'no VPN'],
	['on_vpn', 'I am not using a VPN'],
	['on_managed_network', 'no firewall'],
	['on_managed_network', 'at the office it works'],
	['self_hosted', 'not self-hosted, the cloud'],
	['self_hosted', 'can we self host to have no limit?'],
	['self_hosted', 'ws://localhost:3000/my/own/path'],
	['key_in_place', 'the key is not correct'],
	['key_in_place', 'is my key valid?'],
	['at_once', 'it does not happen immediately'],
	['never_connects', 'it connects'],
	['no_transcript', 'I get the transcript'],
	['answered_by_other_host', 'Error 401 on wss://api.acme.example/v1/listen'],
	['bearer_with_key', `Authorization: Bearer ${jwt()}`],
	['token_with_jwt', `Authorization: Token ${hex(40, 5)}`],
	['key_without_scheme', `Authorization: Token ${hex(40, 5)}`],
	['key_is_placeholder', `Authorization: Token ${hex(40, 5)}`],
];

describe('what is denied, asked or meant otherwise is no fact', () => {
	for (const [fact, text] of notSaid) {
		test(`${fact}: ${text.slice(0, 80)}`, () => assert.ok(!factsOf(text).includes(fact), `${factsOf(text)}`));
	}
});

test('a fact shows the words that say it', () => {
	const [fact] = readEvidence(
		questionOf('Hello all.\nIt closes after 10 seconds, always.'),
		evidenceRules,
	).facts;
	assert.deepEqual(fact, {name: 'after_a_while', turn: 0, excerpt: 'It closes after 10 seconds, always.'});
});
