import { render } from 'preact';
import { restoreTheme } from '../frame/theme.tsx';
import { Console } from './console.tsx';
import './style/console.css';

restoreTheme();
const root = document.getElementById('page');
if (root !== null) render(<Console />, root);
