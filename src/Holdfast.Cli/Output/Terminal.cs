using System.Text;
using Spectre.Console;

namespace Holdfast.Cli.Output;

/// <summary>Prints for people: tables and lines; in colour only on a terminal, and not where NO_COLOR is set.</summary>
internal sealed class Terminal
{
    /// <summary>Columns where the output is no terminal: nothing is wrapped.</summary>
    public const int Unlimited = 100_000;

    private readonly CliContext _context;

    public Terminal(CliContext context)
    {
        _context = context;
        bool colour = context.IsTerminal && string.IsNullOrEmpty(context.Variable("NO_COLOR"))
            && context.Variable("TERM") != "dumb";
        Console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = context.IsTerminal && context.Variable("TERM") != "dumb" ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = colour ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = context.IsTerminal ? InteractionSupport.Yes : InteractionSupport.No,
            Out = new AnsiConsoleOutput(context.Out),
        });
        Console.Profile.Width = context.Width;
    }

    /// <summary>Spectre's view of the output, for live displays.</summary>
    public IAnsiConsole Console { get; }

    public void Line(string text = "") => _context.Out.WriteLine(Safe(text));

    /// <summary>A table with these heads; cells that hold a state are coloured by it.</summary>
    public static Table Table(params string[] heads)
    {
        var table = new Table { Border = TableBorder.None, ShowHeaders = true };
        foreach (string head in heads)
        {
            table.AddColumn(new TableColumn(new Text(head, new Style(decoration: Decoration.Dim)))
            {
                Padding = new Padding(0, 0, 2, 0),
                NoWrap = head is "WANTED" or "STATE" or "OWNER" or "SINCE" or "TIME" or "LEVEL" or "PID",
            });
        }

        return table;
    }

    public static void Row(Table table, params string[] cells) =>
        table.AddRow(cells.Select(cell => new Text(Safe(cell), StateStyle(cell))));

    public void Write(Table table)
    {
        if (_context.IsTerminal)
        {
            Console.Write(table);
            return;
        }

        // Without a terminal the padding at the end of lines is noise for whoever reads them.
        var text = new StringWriter();
        var terminal =
            new Terminal(_context with { Out = text, IsTerminal = true, Width = Unlimited, Variable = _ => "dumb" });
        terminal.Console.Write(table);
        foreach (string line in text.ToString().TrimEnd('\n').Split('\n'))
        {
            _context.Out.WriteLine(line.TrimEnd());
        }
    }

    /// <summary>Text from elsewhere without the control characters that a terminal would obey.</summary>
    public static string Safe(string text)
    {
        if (!text.Any(char.IsControl))
        {
            return text;
        }

        var safe = new StringBuilder(text.Length);
        foreach (char each in text)
        {
            safe.Append(each is '\n' or '\t' ? ' ' : char.IsControl(each) ? '\uFFFD' : each);
        }

        return safe.ToString();
    }

    private static Style StateStyle(string cell) => cell switch
    {
        "Up" => new Style(Color.Green),
        "Failed" or "Down" => new Style(Color.Red),
        "PartialOnline" or "Pending" or "OnlinePending" or "OfflinePending" or "Paused" or "Joining" or "Detached"
            or "Quarantined" => new Style(Color.Yellow),
        "Online, promoted" or "Online, unpromoted" => Style.Plain,
        _ when cell.StartsWith("Online, ", StringComparison.Ordinal) => new Style(Color.Yellow),
        _ => Style.Plain,
    };
}
