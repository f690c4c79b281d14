import { block, MESSAGE_BLOCKS } from './blocks.ts';
import { type BlockFault, checkRule, isObject } from './check-rule.ts';
import { dispatchActionConfig, placeholder, plainText } from './composition.ts';
import { INPUT_ELEMENTS } from './elements.ts';
import { BLOCK_LIMITS } from './limits.ts';
import { boolean, list, number, type ObjectRule, object, oneOf, string, union } from './rules.ts';

const field = {
  action_id: string(BLOCK_LIMITS.actionId),
  placeholder,
  focus_on_load: boolean,
  dispatch_action_config: dispatchActionConfig,
};

/** Elements that only modals may hold, [T]. */
const MODAL_INPUTS: Readonly<Record<string, ObjectRule>> = {
  number_input: object(
    { is_decimal_allowed: boolean },
    { ...field, initial_value: string(), min_value: string(), max_value: string() },
  ),
  email_text_input: object({}, { ...field, initial_value: string() }),
  url_text_input: object({}, { ...field, initial_value: string() }),
  file_input: object(
    {},
    { action_id: string(BLOCK_LIMITS.actionId), filetypes: list(string()), max_files: number(1, BLOCK_LIMITS.files) },
  ),
};

/** What a modal may be made of: the blocks of messages but for those that are for messages alone. */
const MODAL_BLOCKS: Readonly<Record<string, ObjectRule>> = {
  ...Object.fromEntries(
    ['section', 'header', 'context', 'actions', 'divider', 'image', 'rich_text', 'video'].flatMap((type) => {
      const rule = MESSAGE_BLOCKS[type];
      return rule === undefined ? [] : [[type, rule] as const];
    }),
  ),
  input: block(
    {
      label: plainText(BLOCK_LIMITS.inputLabel),
      element: union(() => ({ ...INPUT_ELEMENTS, ...MODAL_INPUTS })),
    },
    { hint: plainText(BLOCK_LIMITS.inputHint), optional: boolean, dispatch_action: boolean },
  ),
  alert: block(
    { text: plainText(BLOCK_LIMITS.alertText) },
    { level: oneOf('default', 'info', 'warning', 'error', 'success') },
  ),
};

const MODAL: ObjectRule = object(
  {
    title: plainText(BLOCK_LIMITS.viewTitle),
    blocks: list(
      union(() => MODAL_BLOCKS),
      BLOCK_LIMITS.blocksPerView,
    ),
  },
  {
    submit: plainText(BLOCK_LIMITS.viewTitle),
    close: plainText(BLOCK_LIMITS.viewTitle),
    private_metadata: string(BLOCK_LIMITS.privateMetadata, 0),
    callback_id: string(BLOCK_LIMITS.actionId, 0),
    external_id: string(BLOCK_LIMITS.actionId, 0),
    clear_on_close: boolean,
    notify_on_close: boolean,
    submit_disabled: boolean,
  },
);

const MODAL_VIEW = union(() => ({ modal: MODAL }));

/** What a Home tab may be made of: as a modal, but for `alert` (the reference of that block). */
const HOME_BLOCKS: Readonly<Record<string, ObjectRule>> = Object.fromEntries(
  Object.entries(MODAL_BLOCKS).filter(([type]) => type !== 'alert'),
);

/** [T] views.d.ts, HomeView: nothing to title, submit or close. */
const HOME: ObjectRule = object(
  {
    blocks: list(
      union(() => HOME_BLOCKS),
      BLOCK_LIMITS.blocksPerView,
    ),
  },
  {
    private_metadata: string(BLOCK_LIMITS.privateMetadata, 0),
    callback_id: string(BLOCK_LIMITS.actionId, 0),
    external_id: string(BLOCK_LIMITS.actionId, 0),
  },
);

const HOME_VIEW = union(() => ({ home: HOME }));

/** Everything that Slack would refuse about a person's Home tab; pointers begin with `/view`. */
export function validateHome(view: unknown): readonly BlockFault[] {
  return checkRule(HOME_VIEW, view, '/view');
}

/** Everything that Slack would refuse about a modal; pointers begin with `/view`. */
export function validateModal(view: unknown): readonly BlockFault[] {
  const faults = checkRule(MODAL_VIEW, view, '/view');
  if (faults.length > 0 || !isObject(view) || !Array.isArray(view.blocks)) return faults;
  const hasInput = view.blocks.some((each) => isObject(each) && each.type === 'input');
  if (!hasInput || view.submit !== undefined) return faults;
  return [{ pointer: '/view/submit', message: 'must define `submit` to use an input block in modals' }];
}
