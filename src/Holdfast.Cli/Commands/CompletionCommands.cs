using System.CommandLine;
using System.CommandLine.Completions;
using Holdfast.Cli.Connections;
using Holdfast.Cli.Options;
using Holdfast.Client;
using Holdfast.Client.Connections;
using Holdfast.Client.Errors;

namespace Holdfast.Cli.Commands;

/// <summary><c>holdfast completion SHELL</c>, and what the shells then ask for.</summary>
internal static class CompletionCommands
{
    /// <summary>A shell waits for this at each press of Tab.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private static readonly Dictionary<string, string> Scripts = new(StringComparer.Ordinal)
    {
        ["bash"] =
            """
            _holdfast() {
              local IFS=$'\n'
              COMPREPLY=($(holdfast complete --position "$COMP_POINT" "$COMP_LINE" 2>/dev/null))
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
            compdef _holdfast holdfast
            """,
        ["fish"] =
            """
            complete -c holdfast -a '(holdfast complete --position (commandline -C) (commandline -p) 2>/dev/null)'
            """,
    };

    /// <summary>What the value of an option names.</summary>
    private static readonly Dictionary<string, string> NounOf = new(StringComparer.Ordinal)
    {
        ["--node"] = "node", ["--to"] = "node", ["--node-down"] = "node", ["--node-up"] = "node", ["--pause"] = "node",
        ["--drain"] = "node", ["--resume"] = "node", ["--preferred-owners"] = "node", ["--possible-owners"] = "node",
        ["--group"] = "group", ["--move"] = "group", ["--online"] = "group", ["--offline"] = "group",
        ["--type"] = "type", ["--fail"] = "resource",
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
        string? noun = NounAt(parsed, before, current);
        IEnumerable<string> next = noun is null
            ? Static(parsed, current)
            : await NamesAsync(context, parsed, noun, cancellationToken).ConfigureAwait(false);
        return next.Where(word => word.StartsWith(current, StringComparison.Ordinal))
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
    }

    /// <summary>What the word under the cursor names; null if it is no name.</summary>
    private static string? NounAt(ParseResult parsed, string[] before, string current)
    {
        if (before.Length > 0 && NounOf.TryGetValue(before[^1], out string? noun))
        {
            return noun;
        }

        bool named = parsed.CommandResult.Command is Verb verb && verb.Parents.FirstOrDefault() is Command parent
            && verb.Arguments is [{ Name: "NAME" } first, ..] && parsed.GetResult(first) is null or { Tokens.Count: 0 }
            && parent.Name is "node" or "group" or "resource" or "type" && verb.Name is not ("create" or "register");
        return named && !current.StartsWith('-')
            ? parsed.CommandResult.Command.Parents.OfType<Command>().First().Name
            : null;
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

    /// <summary>Names from the live cluster; none if no node answers soon.</summary>
    private static async Task<IEnumerable<string>> NamesAsync(
        CliContext context, ParseResult parsed, string noun, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            (HoldfastClient client, HoldfastEndpoint _) = await new NodeFinder(context)
                .FindAsync(
                    parsed.GetValue(GlobalOptions.Node), parsed.GetValue(GlobalOptions.TokenFile),
                    parsed.GetValue(GlobalOptions.Certificate), limit.Token)
                .ConfigureAwait(false);
            using (client)
            {
                return noun switch
                {
                    "node" => (await client.Nodes.ListAsync(limit.Token).ConfigureAwait(false)).Select(n => n.Name),
                    "group" => (await client.Groups.ListAsync(limit.Token).ConfigureAwait(false)).Select(g => g.Name),
                    "type" => (await client.Types.ListAsync(limit.Token).ConfigureAwait(false)).Select(t => t.Name),
                    _ => (await client.Resources.ListAsync(limit.Token).ConfigureAwait(false)).Select(r => r.Name),
                };
            }
        }
        catch (Exception failure) when (failure is HoldfastException or IOException
            || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // Nothing to offer is better than a message in the middle of the line that is being typed.
            return [];
        }
    }
}
