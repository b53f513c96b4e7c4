/** What an operator has said of the community that we serve. */
export type Community = {
	/** The role of members who have linked their account, and where they can do so: both, or no notice is given. */
	readonly linkedRoleId?: string;
	readonly linkUrl?: string;
	/** Where people help people. */
	readonly helpChannelId?: string;
};

/** What stands above the first answer to a member whose account is not linked; undefined where all is well. */
export function linkNotice(community: Community, member: Membership): string | undefined {
	const {linkedRoleId, linkUrl, helpChannelId} = community;
	if (linkedRoleId === undefined || linkUrl === undefined) return undefined;
	if (member.roleIds === undefined || member.roleIds.includes(linkedRoleId) || member.hasAsked)
		return undefined;
	const gain =
		helpChannelId === undefined
			? 'people here can help you with it'
			: `you can ask people in <#${helpChannelId}> when you need a person`;
	return `You have not linked your account to your Discord profile yet. Do it at <${linkUrl}>, and ${gain}.`;
}

export type Membership = {
	/** Undefined outside a server. */
	readonly roleIds: readonly string[] | undefined;
	readonly hasAsked: boolean;
};
