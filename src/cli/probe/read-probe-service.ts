import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import type {Service} from '../../retrieval/knowledge.ts';
import {serviceSchema} from '../../retrieval/knowledge-schema.ts';
import {readYaml} from '../../retrieval/read-yaml.ts';
import type {ProbeService} from './probe-service.ts';

/** Reads the service from the knowledge in a folder; causes and clients are not looked at. */
export function readProbeService(dir: string): ProbeService {
	const file = join(dir, 'service.yaml');
	const {value, problems} = readYaml(serviceSchema, {text: readFileSync(file, 'utf8'), firstLine: 1});
	if (value !== undefined && problems.length === 0) return probeServiceOf(value);
	const found = problems.map(({line, message}) => `line ${line}: ${message}`).join('; ');
	throw new Error(`Cannot read "${file}": ${found}`);
}

function probeServiceOf({name, statusPage, marks, key, controls, targets, evidence}: Service): ProbeService {
	return {
		name,
		...(statusPage !== undefined && {statusPage}),
		marks,
		...(key && {key}),
		controls,
		targets: targets.map(({docs: _, ...target}) => target),
		hosts: evidence.hosts,
	};
}
