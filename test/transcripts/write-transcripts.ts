import {conversations} from './conversations.ts';
import {openHouse, openStage} from './open-stage.ts';
import {renderPage} from './render-page.ts';
import {type Transcript, transcribe} from './transcribe.ts';

/** Holds every conversation, and gives them as one page that needs nothing else. */
export async function writeTranscripts(note: (text: string) => void = () => {}): Promise<string> {
	const house = await openHouse();
	try {
		const {keyPatterns} = house.tools.knowledge().service.evidence;
		const transcripts: Transcript[] = [];
		for (const {name, settings, hold} of conversations) {
			note(name);
			const stage = await openStage(house, settings);
			try {
				await hold(stage);
				transcripts.push(transcribe({name, stage, keyPatterns}));
			} finally {
				await stage.close();
			}
		}
		return renderPage(transcripts);
	} finally {
		await house.close();
	}
}
