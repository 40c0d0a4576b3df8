using System.Text;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Holdfast.Cli.Output;

/// <summary>
/// A view that fills the terminal and is drawn over itself. It has a screen of its own, so that what was there before
/// comes back when it ends.
/// </summary>
/// <remarks>
/// Nothing is cleared before it is written: each line is written over the one before and only the rest of it erased, in
/// one write that the terminal is asked to show at once (mode 2026, where it knows that). So nothing flickers.
/// </remarks>
internal sealed class FullScreen : IDisposable
{
    private const string Enter = "\e[?1049h\e[?25l";
    private const string Leave = "\e[?25h\e[?1049l";
    private const string Begin = "\e[?2026h\e[H";
    private const string End = "\e[J\e[?2026l";
    private const string EndOfLine = "\e[K";

    private readonly CliContext _context;

    public FullScreen(CliContext context)
    {
        _context = context;
        Write(Enter);
    }

    /// <summary>Shows this now; lines that there is no room for are left out, and the last one says so.</summary>
    public void Draw(IRenderable view)
    {
        (int columns, int rows) = _context.Screen();
        var text = new StringWriter();
        new Terminal(_context with { Out = text, Width = columns }).Console.Write(view);
        string[] lines = text.ToString().TrimEnd('\n').Split('\n');
        var frame = new StringBuilder(Begin);
        int shown = lines.Length <= rows ? lines.Length : rows - 1;
        for (int i = 0; i < shown; i++)
        {
            frame.Append(i == 0 ? "" : "\r\n").Append(lines[i].TrimEnd('\r')).Append(EndOfLine);
        }

        if (shown < lines.Length)
        {
            frame.Append($"\r\n… {lines.Length - shown} more lines; make the window taller").Append(EndOfLine);
        }

        Write(frame.Append(End).ToString());
    }

    public void Dispose() => Write(Leave);

    private void Write(string text)
    {
        _context.Out.Write(text);
        _context.Out.Flush();
    }
}
