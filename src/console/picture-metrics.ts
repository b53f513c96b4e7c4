import {Counter, Histogram, type Registry} from 'prom-client';
import type {PictureCall} from '../answer/read-pictures.ts';

const buckets = [0.25, 0.5, 1, 2, 3, 4, 6, 8];

/** What became of pictures, and what reading them took. */
export function countPictures(registers: Registry[]): (call: PictureCall) => void {
	const read = new Counter({
		name: 'lineman_model_pictures_total',
		help: 'Pictures that a model was asked to read: read, no_text, or why not',
		labelNames: ['outcome'],
		registers,
	});
	const tokens = new Counter({
		name: 'lineman_model_picture_tokens_total',
		help: 'Tokens that reading pictures took, as the server counts them, else estimated',
		labelNames: ['direction'],
		registers,
	});
	const seconds = new Histogram({
		name: 'lineman_model_picture_duration_seconds',
		help: 'Time that reading one picture took',
		buckets,
		registers,
	});
	return ({outcome, tokens: used, tookMs}) => {
		read.inc({outcome});
		tokens.inc({direction: 'input'}, used.input);
		tokens.inc({direction: 'output'}, used.output);
		seconds.observe(tookMs / 1000);
	};
}
