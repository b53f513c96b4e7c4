import type {Setting, SettingGroup} from '../../discord/settings/setting-groups.ts';
import type {OwnForm} from '../read-form.ts';

/** What a form of settings holds, as it was filled in, and as it is to be checked. */
export type FilledForm = {
	/** The texts of each field. */
	readonly given: ReadonlyMap<string, readonly string[]>;
	/** A value for each setting of the group. */
	readonly filled: Readonly<Record<string, unknown>>;
};

/** Reads the fields of a group's form. */
export function readGroup({settings}: SettingGroup, form: Pick<OwnForm, 'fields'>): FilledForm {
	const given = new Map(settings.map(({name}) => [name, form.fields(name)] as const));
	const filled = settings.map(setting => [setting.name, readField(setting, given.get(setting.name) ?? [])]);
	return {given, filled: Object.fromEntries(filled)};
}

function readField({field}: Setting, texts: readonly string[]): unknown {
	switch (field.kind) {
		case 'channels':
		case 'roles':
			return idsIn(texts);
		case 'channel':
		case 'role':
			return idsIn(texts)[0] ?? null;
		case 'choice':
			return (field.options as readonly {value: unknown}[]).find(({value}) => String(value) === texts[0])
				?.value;
		case 'line':
		case 'lines':
			return field.read((texts[0] ?? '').slice(0, field.longest));
	}
}

/** Ids by themselves, as boxes send them, or several in one text. */
function idsIn(texts: readonly string[]): readonly string[] {
	return texts.flatMap(text => text.split(/[\s,;]+/)).filter(id => id !== '');
}
