import assert from 'node:assert/strict';
import test from 'node:test';
import {renderLine, renderWaterfall} from '../../src/console/render-line.ts';
import {brokenProbe, sampleProbe} from '../support/console-sample.ts';

type Bar = {readonly outcome: string; readonly x: number; readonly width: number};

async function barsOf(markup: ReturnType<typeof renderWaterfall>): Promise<readonly Bar[]> {
	const found = String(await markup).matchAll(
		/<rect class="(passed|failed)" x="([\d.]+)" y="\d+" width="([\d.]+)"/g,
	);
	return [...found].map(([, outcome = '', x, width]) => ({outcome, x: Number(x), width: Number(width)}));
}

test('each phase begins where the one before it ended', async () => {
	const [dns, tcp, tls, upgrade] = await barsOf(renderWaterfall(sampleProbe.observations));
	assert.ok(dns && tcp && tls && upgrade);
	assert.ok(Math.abs(dns.x + dns.width - tcp.x) < 0.2);
	assert.ok(Math.abs(tcp.x + tcp.width - tls.x) < 0.2);
	assert.ok(Math.abs(tls.x + tls.width - upgrade.x) < 0.2);
	assert.ok(Math.abs(upgrade.width / tcp.width - 66.1 / 18.2) < 0.05);
});

test('a phase that took no time can still be seen, within the picture', async () => {
	const bars = await barsOf(
		renderWaterfall([
			{phase: 'dns', tookMs: 0, outcome: 'passed'},
			{phase: 'tcp', tookMs: 5000, outcome: 'passed'},
			{phase: 'tls', tookMs: 0, outcome: 'failed', failure: 'tls_reset'},
		]),
	);
	assert.deepEqual(
		bars.map(({outcome, width}) => [outcome, width >= 3]),
		[
			['passed', true],
			['passed', true],
			['failed', true],
		],
	);
	for (const {x, width} of bars) assert.ok(x >= 54 && x + width <= 254.1, `${x} + ${width}`);
});

test('the picture says in words what it shows', async () => {
	const svg = String(await renderWaterfall(brokenProbe.observations));
	assert.match(svg, /<svg [^>]*role="img"/);
	assert.ok(
		svg.includes(
			'aria-label="Phases of the connection. DNS passed in 3.4 ms. TCP passed in 18 ms. TLS failed after 1.2 s: a certificate that an inspecting proxy put in place of the real one. Upgrade not reached: TLS failed."',
		),
		svg,
	);
});

test('colour is not the only sign of a failure', async () => {
	const svg = String(await renderWaterfall(brokenProbe.observations));
	assert.match(svg, /✕ 1\.2 s/);
	assert.match(svg, /not reached/);
});

test('the card shows the verdict, the status, what the service said and where it was measured', async () => {
	const card = String(await renderLine(sampleProbe));
	for (const shown of [
		'Reachable',
		'HTTP <b>401</b>',
		'129 ms',
		'Lineman&#39;s host',
		'“Invalid credentials.”',
		sampleProbe.requestId ?? '',
	]) {
		assert.ok(card.includes(shown), shown);
	}
	assert.ok(!card.includes('model=alto-2'));
});

test('an address family that failed is named', async () => {
	assert.match(String(await renderLine(brokenProbe)), /IPv6: no route to the address/);
});

test('what came over the network stays text', async () => {
	const hostile = {
		...sampleProbe,
		vendorError: '<script>alert(1)</script>',
		requestId: '"><img src=x>',
		measuredFrom: '<b>',
	};
	assert.doesNotMatch(String(await renderLine(hostile)), /<script|<img|<b>(?!401|129)/);
});
