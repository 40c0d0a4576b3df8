using System.CommandLine;
using System.CommandLine.Completions;

namespace Holdfast.Cli.Commands;

/// <summary><c>holdfast completion SHELL</c>, and what the shells then ask for.</summary>
internal static class CompletionCommands
{
    private static readonly Dictionary<string, string> Scripts = new(StringComparer.Ordinal)
    {
        ["bash"] =
            """
            _holdfast() {
              local IFS=$'\n' word=${COMP_LINE:0:$COMP_POINT} head
              COMPREPLY=($(holdfast complete --position "$COMP_POINT" "$COMP_LINE" 2>/dev/null))
              # Bash takes a colon for the end of a word, and puts what is offered behind it.
              word=${word##* }
              head=${word%"${word##*:}"}
              [[ $COMP_WORDBREAKS != *:* ]] || COMPREPLY=("${COMPREPLY[@]#"$head"}")
            }
            complete -o default -F _holdfast holdfast
            """,
        ["zsh"] =
            """
            #compdef holdfast
            _holdfast() {
              local -a all
              all=("${(@f)$(holdfast complete --position "$CURSOR" "$BUFFER" 2>/dev/null)}")
              [[ -n "${all[1]}" ]] && compadd -a all || _files
            }
            # Read from a folder of functions, this file is the function at its first call.
            if [[ $funcstack[1] == _holdfast ]]; then _holdfast; else compdef _holdfast holdfast; fi
            """,
        ["fish"] =
            """
            function __holdfast_words
              holdfast complete (string join ' ' -- (commandline -cp)) 2>/dev/null
            end
            # Names of files where nothing else fits.
            complete -c holdfast -f -n 'count (__holdfast_words) >/dev/null' -a '(__holdfast_words)'
            """,
    };

    public static Command Completion(CliContext context)
    {
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh or fish." };
        shell.AcceptOnlyFromAmong([.. Scripts.Keys]);
        var verb = new Verb("completion", "Prints what makes a shell complete commands, options and names.",
            "holdfast completion bash");
        verb.Arguments.Add(shell);
        verb.DoesAlone(context, (parsed, _) =>
        {
            context.Out.WriteLine(Scripts[parsed.GetValue(shell)!]);
            return Task.FromResult(ExitCodes.Ok);
        });
        return verb;
    }

    /// <summary>What the scripts call: the words that may come next, one a line.</summary>
    public static Command Complete(CliContext context)
    {
        var line = new Argument<string>("line") { Description = "The whole command line." };
        var position = new Option<int?>("--position") { Description = "Where the cursor is in it." };
        var command = new Command("complete", "Says what may come next.") { line, position };
        command.Hidden = true;
        command.SetAction(async (parsed, cancellationToken) =>
        {
            string whole = parsed.GetValue(line)!;
            int end = Math.Clamp(parsed.GetValue(position) ?? whole.Length, 0, whole.Length);
            foreach (string word in await WordsAsync(context, whole[..end], cancellationToken).ConfigureAwait(false))
            {
                context.Out.WriteLine(word);
            }

            return ExitCodes.Ok;
        });
        return command;
    }

    private static async Task<IEnumerable<string>> WordsAsync(
        CliContext context, string line, CancellationToken cancellationToken)
    {
        string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string current = line.EndsWith(' ') || words.Length == 0 ? "" : words[^1];
        string[] before = [.. words.Skip(1).Take(words.Length - 1 - (current.Length == 0 ? 0 : 1))];
        ParseResult parsed = HoldfastCommand.Create(context).Parse(before);
        string head = "";
        IEnumerable<string> next = CompletedNames.NounAt(parsed, before, current) is { } noun
            ? await CompletedNames.FindAsync(context, parsed, noun, cancellationToken).ConfigureAwait(false)
            : Static(parsed, current);
        if (CompletedNames.IsList(before))
        {
            head = current[..(current.LastIndexOfAny([',', '|']) + 1)];
            current = current[head.Length..];
        }

        return next.Where(word => word.StartsWith(current, StringComparison.Ordinal))
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(word => head + word);
    }

    private static IEnumerable<string> Static(ParseResult parsed, string current)
    {
        Command command = parsed.CommandResult.Command;
        IEnumerable<Option> options = command.Options.Concat(
            command.Parents.OfType<Command>().SelectMany(parent => parent.Options.Where(option => option.Recursive))
            .Concat(parsed.RootCommandResult.Command.Options.Where(option => option.Recursive)));
        IEnumerable<string> names = options.Where(option => !option.Hidden).Select(option => option.Name);
        IEnumerable<string> values = parsed.GetCompletions().Select(item => item.Label)
            .Where(label => !label.StartsWith('-') && !label.StartsWith('/'));
        return current.StartsWith('-')
            ? names
            : command.Subcommands.Where(each => !each.Hidden).Select(each => each.Name).Concat(values);
    }
}
