import type {Observation, ProbeReport} from './probe-report.ts';

/** A report as the command line gives it to other programs: every name is there, `null` where nothing was seen. */
export function toProbeJson(report: ProbeReport) {
	return {
		target: report.target,
		target_name: report.targetName ?? null,
		verdict: report.verdict,
		failed_phase: report.failedPhase ?? null,
		failure: report.failure ?? null,
		domain: report.domain ?? null,
		also_seen: report.alsoSeen ?? [],
		phases: report.observations.map(phaseJson),
		families: report.families.map(({family, address, outcome, failure, tookMs}) => ({
			family,
			address,
			outcome,
			failure: failure ?? null,
			ms: rounded(tookMs),
		})),
		proxy: report.proxy ?? null,
		tls: report.tls
			? {protocol: report.tls.protocol, issuer: report.tls.issuer, days_left: report.tls.daysLeft}
			: null,
		status: report.status ?? null,
		from_service: report.fromService ?? null,
		vendor_error: report.vendorError ?? null,
		request_id: report.requestId ?? null,
		headers: report.headers,
		body: report.body ?? '',
		close_code: report.closeCode ?? null,
		clock_ahead_ms: report.clockAheadMs ?? null,
		round_trip_ms: report.roundTripMs === undefined ? null : rounded(report.roundTripMs),
		elapsed_ms: rounded(report.elapsedMs),
		measured_from: report.measuredFrom,
		at: report.at.toISOString(),
	};
}

export type ProbeJson = ReturnType<typeof toProbeJson>;

function phaseJson(observation: Observation) {
	return {
		name: observation.phase,
		outcome: observation.outcome,
		ms: rounded(observation.tookMs),
		failure: observation.outcome === 'failed' ? observation.failure : null,
		...(observation.outcome === 'skipped' ? {because: observation.because} : {}),
	};
}

/** To a tenth of a millisecond. */
function rounded(ms: number): number {
	return Math.round(ms * 10) / 10;
}
