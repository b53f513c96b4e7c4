import type {Context, Hono} from 'hono';
import type {SettingGroup} from '../../discord/settings/setting-groups.ts';
import type {SettingsDesk} from '../../discord/settings/settings-desk.ts';
import type {Person, ServerName} from '../../log/sessions.ts';
import type {ConsoleTools} from '../console-tools.ts';
import {namesFor, serversFor} from '../names.ts';
import {frameOf} from '../page.ts';
import {type OwnForm, withOwnForm} from '../read-form.ts';
import {sendPage, sendProblem} from '../send-page.ts';
import {type Viewer, viewerOf} from '../sign-in/viewer.ts';
import {type GroupPage, renderGroupForm} from './group-page.ts';
import {readGroup} from './read-group.ts';
import {renderServer, renderServers} from './settings-page.ts';

/** What servers have set, to be read and changed by their moderators; the routes are behind the sign-in. */
export function addSettingsRoutes(app: Hono, tools: ConsoleTools): void {
	const {settings: desk} = tools;
	if (desk === undefined) return;
	app.get('/settings', c => servers(c, tools));
	app.get('/settings/:server', c => server(c, {desk, tools}));
	app.get('/settings/:server/:group', c => form(c, {desk, tools}));
	app.post('/settings/:server/:group', c => withOwnForm(c, tools, sent => change(c, sent, {desk, tools})));
}

type Given = {readonly desk: SettingsDesk; readonly tools: ConsoleTools};

/** The servers whose settings somebody may change: those that they moderate; for the operator, all that are known. */
async function changeable(person: Person, tools: ConsoleTools): Promise<readonly ServerName[]> {
	const asked = await serversFor(person, tools);
	if (person.servers !== undefined) return asked;
	const {server} = await namesFor(person, tools);
	const others = [
		...(tools.names?.servers() ?? []),
		...(await tools.log.settings.servers()).map(id => ({id, name: server(id)})),
	];
	const all = new Map([...asked, ...others].map(each => [each.id, each]));
	return [...all.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

async function servers(c: Context, tools: ConsoleTools): Promise<Response> {
	const {person} = viewerOf(c) as Viewer;
	const found = await changeable(person, tools);
	const [only] = found;
	if (only !== undefined && found.length === 1) return c.redirect(`/settings/${only.id}`, 303);
	return sendPage(c, renderServers({frame: frameOf(c, tools.assets), servers: found}));
}

async function server(c: Context, {desk, tools}: Given): Promise<Response> {
	const {person} = viewerOf(c) as Viewer;
	const all = await changeable(person, tools);
	const found = all.find(({id}) => id === c.req.param('server'));
	if (found === undefined) return noSuchServer(c, tools);
	const [standing, changes, names] = await Promise.all([
		desk.of(found.id),
		desk.changes(found.id),
		namesFor(person, tools),
	]);
	const saved = (c.req.query('saved') ?? '').split(',');
	const page = renderServer({
		frame: frameOf(c, tools.assets),
		server: found,
		isOnly: all.length === 1,
		desk,
		standing,
		names,
		changes,
		saved: desk.groups.flatMap(({settings}) => settings).filter(({name}) => saved.includes(name)),
	});
	return sendPage(c, page);
}

type Found = {readonly server: ServerName; readonly group: SettingGroup; readonly viewer: Viewer};

/** The server and the group that an address names; undefined where there is none that one may change. */
async function groupIn(c: Context, {desk, tools}: Given): Promise<Found | undefined> {
	const viewer = viewerOf(c) as Viewer;
	const server = (await changeable(viewer.person, tools)).find(({id}) => id === c.req.param('server'));
	const group = desk.groups.find(({id}) => id === c.req.param('group'));
	return server && group && {server, group, viewer};
}

async function form(c: Context, given: Given): Promise<Response> {
	const found = await groupIn(c, given);
	return found === undefined ? noSuchServer(c, given.tools) : showForm(c, found, given);
}

async function showForm(
	c: Context,
	found: Found,
	{desk, tools, refused}: Given & Pick<GroupPage, 'refused'>,
): Promise<Response> {
	const standing = await desk.of(found.server.id);
	const frame = frameOf(c, tools.assets);
	const page = renderGroupForm({...found, frame, desk, standing, ...(refused && {refused})});
	return sendPage(c, page, refused === undefined ? 200 : 422);
}

async function change(c: Context, sent: OwnForm, given: Given): Promise<Response> {
	const found = await groupIn(c, given);
	if (found === undefined) return noSuchServer(c, given.tools);
	const {group, server, viewer} = found;
	const {given: texts, filled} = readGroup(group, sent);
	const outcome = await given.desk.change({
		guildId: server.id,
		byId: viewer.person.id,
		group,
		filled,
		shownWith: sent.field('shown'),
	});
	if (outcome === 'outdated') {
		const refused = {given: texts, findings: [], saved: [], isOutdated: true} as const;
		return showForm(c, found, {...given, refused});
	}
	const {changed, findings} = outcome;
	if (findings.some(({weight}) => weight === 'refused')) {
		const saved = group.settings.filter(({name}) => changed.includes(name));
		return showForm(c, found, {...given, refused: {given: texts, findings, saved}});
	}
	const query = changed.length === 0 ? '' : `?saved=${changed.join(',')}`;
	return c.redirect(`/settings/${server.id}${query}#${group.id}`, 303);
}

function noSuchServer(c: Context, {assets}: ConsoleTools): Response | Promise<Response> {
	return sendProblem(c, {
		assets,
		status: 404,
		because: 'There are no such settings, or they are not yours to change',
	});
}
