import type {Service} from '../../retrieval/knowledge.ts';

/** What a test of the line needs to know of the service. It can be written as JSON. */
export type ProbeService = Pick<Service, 'name' | 'statusPage' | 'marks' | 'key' | 'controls'> & {
	readonly targets: readonly Omit<Service['targets'][number], 'docs'>[];
	/** Host names; a leading dot stands for every subdomain. */
	readonly hosts: readonly string[];
};
