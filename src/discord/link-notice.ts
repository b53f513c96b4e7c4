import type {ServerSettings} from '../log/server-settings.ts';

/** What an operator has said of the community that we serve; a server's own settings go before it. */
export type Community = {
	/** The role of members who have linked their account, and where they can do so: both, or no notice is given. */
	readonly linkedRoleId?: string;
	readonly linkUrl?: string;
	/** Where people help people. */
	readonly helpChannelId?: string;
};

/** What stands above the first answer to a member whose account is not linked; undefined where all is well. */
export function linkNotice(
	{linkedRole, linkUrl, helpChannel}: Pick<ServerSettings, 'linkedRole' | 'linkUrl' | 'helpChannel'>,
	{roleIds, hasAsked}: Membership,
): string | undefined {
	if (linkedRole === null || linkUrl === null) return undefined;
	if (roleIds === undefined || roleIds.includes(linkedRole) || hasAsked) return undefined;
	const gain =
		helpChannel === null
			? 'people here can help you with it'
			: `you can ask people in <#${helpChannel}> when you need a person`;
	return `You have not linked your account to your Discord profile yet. Do it at <${linkUrl}>, and ${gain}.`;
}

export type Membership = {
	/** Undefined outside a server. */
	readonly roleIds: readonly string[] | undefined;
	readonly hasAsked: boolean;
};
