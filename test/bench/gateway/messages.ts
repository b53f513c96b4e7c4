/** What the bench's parent asks of the process that plays Discord, and what it gets back. */
export type ServerOrder =
	/** Chatter as fast as the client takes it, with mentions spread over it; and everything that comes of it. */
	| {readonly order: 'flood'; readonly chatter: number; readonly mentions: number}
	/** A mention every so often, and some chatter with each; and everything that comes of it. */
	| {readonly order: 'pace'; readonly mentions: number; readonly everyMs: number; readonly chatter: number};

export type ServerReport =
	| {readonly report: 'open'; readonly apiUrl: string; readonly token: string}
	/** The client has read everything; it may still be answering. */
	| {
			readonly report: 'read';
			readonly messages: number;
			/** From the first message until the client had read the last one. */
			readonly readMs: number;
	  }
	/** Nothing more comes of it. */
	| {
			readonly report: 'done';
			/** From each mention until the first word of the reply to it, as this process sees both. */
			readonly acknowledgedMs: readonly number[];
			/** Replies that hold an answer, with buttons. */
			readonly answers: number;
	  };

/** What a client is asked, and says of itself. */
export type ClientOrder = 'use' | 'heap';
export type ClientReport =
	| {readonly report: 'ready'}
	/** Since its start: processor time of all its threads, and the most memory that it held. */
	| {readonly report: 'use'; readonly cpuMs: number; readonly peakMb: number}
	/** What is left on its heap after a full collection. */
	| {readonly report: 'heap'; readonly heapMb: number};
