import {isDeepStrictEqual} from 'node:util';
import {changeSettings, type ServerSettings, type SettingsProblem} from '../../log/server-settings.ts';
import {disarm} from '../disarm.ts';
import {checkSettings, type Finding, type Surroundings} from './check-settings.ts';
import type {SettingGroup, SettingName} from './setting-groups.ts';

/** What becomes of a filled form. */
export type GroupChange = {
	/** What is to be kept. */
	readonly settings: ServerSettings;
	readonly changed: readonly SettingName[];
	/** Why others were not changed, and what of the changed ones does not work. */
	readonly findings: readonly Finding[];
};

/** Settings that make sense together alone. */
const pairs: readonly (readonly SettingName[])[] = [['linkedRole', 'linkUrl']];

/**
 * The settings after a form was filled: each that is sound and can work here is changed, each other stays as it
 * was, and all that is wrong is said at once. `around`: undefined where Discord cannot be asked what works.
 */
export function changeGroup(
	before: ServerSettings,
	{settings: ofGroup}: SettingGroup,
	filled: Readonly<Record<string, unknown>>,
	around: Surroundings | undefined,
): GroupChange {
	const names = ofGroup.map(({name}) => name);
	const steps = [
		...pairs.filter(pair => pair.every(name => names.includes(name))),
		...names.filter(name => !pairs.some(pair => pair.includes(name))).map(name => [name]),
	].toSorted((a, b) => names.indexOf(a[0] as SettingName) - names.indexOf(b[0] as SettingName));

	let settings = before;
	const changed: SettingName[] = [];
	const findings: Finding[] = [];
	for (const step of steps) {
		const read = changeSettings(settings, Object.fromEntries(step.map(name => [name, filled[name]])));
		if (!read.ok) {
			findings.push(...mistakesOf(read.problems, settings, filled));
			continue;
		}
		const differs = step.filter(name => !isDeepStrictEqual(read.settings[name], settings[name]));
		if (differs.length === 0) continue;
		const found = checkSettings(read.settings, differs, around);
		if (found.some(({weight}) => weight === 'refused')) {
			findings.push(...found.filter(({weight}) => weight === 'refused'));
			continue;
		}
		settings = read.settings;
		changed.push(...differs);
		findings.push(...found);
	}
	return {settings, changed, findings};
}

/** What is wrong, each thing once, with what it was found in. */
function mistakesOf(
	problems: readonly SettingsProblem[],
	settings: ServerSettings,
	filled: Readonly<Record<string, unknown>>,
): readonly Finding[] {
	const texts = problems.map(({setting, message}): Finding => {
		const wrong = wrongParts(setting, settings, filled[setting]);
		const where =
			wrong.length === 0 ? '' : `${wrong.map(part => `“${disarm(part.slice(0, 60))}”`).join(', ')}: `;
		return {setting: setting as SettingName, weight: 'refused', text: `${where}${message}.`};
	});
	return texts.filter(({text}, index) => texts.findIndex(each => each.text === text) === index);
}

/** The parts of a list that are wrong by themselves, or the text that is. */
function wrongParts(setting: string, settings: ServerSettings, given: unknown): readonly string[] {
	if (typeof given === 'string') return [given];
	if (!Array.isArray(given)) return [];
	return given.filter(part => !changeSettings(settings, {[setting]: [part]}).ok).slice(0, 5);
}
