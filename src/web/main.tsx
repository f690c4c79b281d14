import { render } from 'preact';
import { App } from './app.tsx';
import { restoreTheme } from './frame/theme.tsx';
import './style/page.css';

restoreTheme();
const root = document.getElementById('page');
if (root !== null) render(<App />, root);
