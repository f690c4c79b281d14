import type { Method, PublicMethod } from '../method.ts';
import { authTest } from './auth-test.ts';
import { blocksValidate } from './blocks-validate.ts';
import { chatDelete } from './chat-delete.ts';
import { chatGetPermalink } from './chat-get-permalink.ts';
import { chatPostEphemeral } from './chat-post-ephemeral.ts';
import { chatPostMessage } from './chat-post-message.ts';
import { chatUpdate } from './chat-update.ts';
import { conversationsHistory } from './conversations-history.ts';
import { conversationsInfo } from './conversations-info.ts';
import { conversationsJoin } from './conversations-join.ts';
import { conversationsList } from './conversations-list.ts';
import { conversationsOpen } from './conversations-open.ts';
import { conversationsReplies } from './conversations-replies.ts';
import { usergroupsList } from './usergroups-list.ts';
import { usersInfo } from './users-info.ts';
import { viewsOpen } from './views-open.ts';
import { viewsPublish } from './views-publish.ts';
import { viewsPush } from './views-push.ts';
import { viewsUpdate } from './views-update.ts';

/** Every method that the sandbox knows, by Slack's name. Others are answered with `unknown_method`. */
export const METHODS: ReadonlyMap<string, Method> = new Map(
  [
    authTest,
    chatDelete,
    chatGetPermalink,
    chatPostEphemeral,
    chatPostMessage,
    chatUpdate,
    conversationsHistory,
    conversationsInfo,
    conversationsJoin,
    conversationsList,
    conversationsOpen,
    conversationsReplies,
    usergroupsList,
    usersInfo,
    viewsOpen,
    viewsPublish,
    viewsPush,
    viewsUpdate,
  ].map((method) => [method.name, method]),
);

/** Those that need no token. */
export const PUBLIC_METHODS: ReadonlyMap<string, PublicMethod> = new Map([[blocksValidate.name, blocksValidate]]);
