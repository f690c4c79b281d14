import type { ComponentChildren, VNode } from 'preact';
import { Scrollable } from '../slack/scrollable.ts';
import { isJson, type Json, listOf, stringOf } from './block-json.ts';
import { withEmoji } from './emoji.ts';
import { RichText } from './rich-text.tsx';

/** A `table` or `data_table` block; the first row is the header. */
export function Table({ block }: { readonly block: Json }): VNode {
  const [header, ...rows] = rowsOf(block);
  const settings = listOf(block, 'column_settings');
  const caption = stringOf(block, 'caption');
  const classOf = (index: number) => columnClass(settings[index] ?? {});
  return (
    <Scrollable class="table-frame" label={caption || 'Table'}>
      <table>
        {caption !== '' && <caption>{caption}</caption>}
        <thead>
          <tr>
            {header?.map((cell, index) => (
              <th key={index} scope="col" class={classOf(index)}>
                <Cell cell={cell} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, line) => (
            <tr key={line}>
              {row.map((cell, index) => (
                <td key={index} class={classOf(index)}>
                  <Cell cell={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scrollable>
  );
}

function rowsOf(block: Json): readonly (readonly Json[])[] {
  const { rows } = block;
  return Array.isArray(rows) ? rows.map((row) => (Array.isArray(row) ? row.filter(isJson) : [])) : [];
}

function columnClass(setting: Json): string {
  return `align-${stringOf(setting, 'align') || 'left'}${setting.is_wrapped === true ? ' wrapped' : ''}`;
}

function Cell({ cell }: { readonly cell: Json }): ComponentChildren {
  return cell.type === 'rich_text' ? <RichText block={cell} /> : withEmoji(stringOf(cell, 'text'));
}
