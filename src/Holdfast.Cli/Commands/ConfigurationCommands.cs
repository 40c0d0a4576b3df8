using System.CommandLine;
using System.Text.Json;
using Holdfast.Cli.Configurations;
using Holdfast.Cli.Output;
using Holdfast.Client;
using Holdfast.Client.Dtos;
using Holdfast.Client.Errors;

namespace Holdfast.Cli.Commands;

/// <summary><c>holdfast apply</c>, <c>diff</c> and <c>export</c>: the cluster as a file.</summary>
internal static class ConfigurationCommands
{
    private static readonly Option<string> File = new("--file", "-f")
    {
        Description = "The document, YAML or JSON; - reads standard input.", HelpName = "FILE", Required = true,
    };

    private static readonly Option<bool> Prune = new("--prune")
    {
        Description = "Also delete groups and resources that the document does not name. They must be offline.",
    };

    private static readonly Option<bool> Yes = new("--yes", "-y") { Description = "Apply without asking." };

    public static Command Apply(CliContext context)
    {
        var verb = new Verb("apply",
            "Makes the cluster what a document says, all of it or nothing, after showing the difference.",
            "holdfast apply -f cluster.yaml --what-if", "holdfast apply -f cluster.yaml --yes",
            "holdfast apply -f - --prune");
        verb.Options.Add(File);
        verb.Options.Add(Prune);
        verb.Options.Add(Yes);
        verb.Does(context, ApplyAsync);
        return verb;
    }

    public static Command Diff(CliContext context)
    {
        var verb = new Verb("diff", "Shows what a document would change. Changes nothing.",
            "holdfast diff -f cluster.yaml", "holdfast diff -f cluster.yaml --prune -o json");
        verb.Options.Add(File);
        verb.Options.Add(Prune);
        verb.Does(context, async (session, parsed, cancellationToken) =>
        {
            YamlDocument document = await ReadAsync(session.Context, parsed, cancellationToken).ConfigureAwait(false);
            ConfigurationChangesDto changes = await PlacedAsync(document, () => session.Client.Configuration.DiffAsync(
                document.Json, parsed.GetValue(Prune), cancellationToken)).ConfigureAwait(false);
            return Print(session, changes, "no difference");
        });
        return verb;
    }

    public static Command Export(CliContext context)
    {
        var verb = new Verb("export",
            "Prints the cluster as a document that, applied to it, changes nothing. Defaults are left out.",
            "holdfast export", "holdfast export -o json");
        verb.Does(context, async (session, _, cancellationToken) =>
        {
            JsonElement document = await session.Client.Configuration.ExportAsync(cancellationToken)
                .ConfigureAwait(false);
            return session.Print(document, ClientJson.Indented.JsonElement,
                () => YamlWriter.Write(document, session.Context.Out));
        });
        return verb;
    }

    /// <summary>Reads a document by name, for other commands.</summary>
    public static async Task<YamlDocument> ReadAsync(
        CliContext context, string file, CancellationToken cancellationToken)
    {
        string text = file == "-"
            ? await Console.In.ReadToEndAsync(cancellationToken).ConfigureAwait(false)
            : await System.IO.File.ReadAllTextAsync(Path.Combine(context.Folder, file), cancellationToken)
                .ConfigureAwait(false);
        return YamlDocument.Read(file == "-" ? "standard input" : file, text);
    }

    /// <summary>Errors in a document are told with their place in the file.</summary>
    public static async Task<T> PlacedAsync<T>(YamlDocument document, Func<Task<T>> call)
    {
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (HoldfastException refused) when (refused.Errors.Count > 0)
        {
            throw new HoldfastException(new ProblemDto
            {
                Code = refused.Code,
                Title = refused.Title,
                Detail = refused.Detail,
                Status = refused.Status,
                Errors =
                [
                    .. refused.Errors.OrderBy(error => document.Depth(error.Path)).Select(error => error with
                    {
                        Path = $"{document.Place(error.Path)}: {error.Path}",
                    }),
                ],
            });
        }
    }

    private static async Task<int> ApplyAsync(
        Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        YamlDocument document = await ReadAsync(session.Context, parsed, cancellationToken).ConfigureAwait(false);
        bool prune = parsed.GetValue(Prune);
        ConfigurationClient client = session.Client.Configuration;
        ConfigurationChangesDto seen = await PlacedAsync(
            document, () => client.DiffAsync(document.Json, prune, cancellationToken)).ConfigureAwait(false);
        bool imagines = parsed.GetValue(Options.GlobalOptions.WhatIf);
        bool asks = seen.Differences.Count > 0 && !imagines && !parsed.GetValue(Yes);
        if (imagines || asks || !session.IsForPrograms)
        {
            await ShowAsync(session, document, prune, seen, imagines, cancellationToken).ConfigureAwait(false);
        }

        if (imagines)
        {
            return ExitCodes.Ok;
        }

        if (asks && !Confirmed(session.Context))
        {
            return ExitCodes.Failed;
        }

        ConfigurationChangesDto done = await PlacedAsync(
            document, () => client.ApplyAsync(document.Json, prune, seen.Revision, cancellationToken))
            .ConfigureAwait(false);
        return session.IsForPrograms
            ? session.Print(done, ClientJson.Indented.ConfigurationChangesDto, () => { })
            : session.Say(done.Differences.Count == 0 ? "nothing to change" : "applied");
    }

    /// <summary>Shows the difference and the plan to people; the plan alone to a program that asks what would
    /// be.</summary>
    private static async Task ShowAsync(
        Session session, YamlDocument document, bool prune, ConfigurationChangesDto seen, bool imagines,
        CancellationToken cancellationToken)
    {
        if (seen.Differences.Count == 0 && !imagines)
        {
            return;
        }

        PlanDto plan = await PlacedAsync(document, () => session.Client.Configuration.PlanAsync(
            document.Json, prune, cancellationToken)).ConfigureAwait(false);
        if (imagines && session.IsForPrograms)
        {
            session.Print(plan, ClientJson.Indented.PlanDto, () => { });
            return;
        }

        ConfigurationTables.Show(session.Terminal, seen);
        session.Terminal.Line();
        PlanTables.Show(session.Terminal, plan);
        session.Terminal.Line();
    }

    private static bool Confirmed(CliContext context)
    {
        if (Console.IsInputRedirected)
        {
            context.Error.WriteLine("holdfast: nothing was changed. Give --yes to apply without being asked.");
            return false;
        }

        context.Out.Write("Apply? [y/N] ");
        bool yes = Console.In.ReadLine()?.Trim() is "y" or "Y" or "yes";
        if (!yes)
        {
            context.Error.WriteLine("holdfast: nothing was changed.");
        }

        return yes;
    }

    private static Task<YamlDocument> ReadAsync(
        CliContext context, ParseResult parsed, CancellationToken cancellationToken) =>
        ReadAsync(context, parsed.GetValue(File)!, cancellationToken);

    private static int Print(Session session, ConfigurationChangesDto changes, string none) =>
        session.Print(changes, ClientJson.Indented.ConfigurationChangesDto, () =>
        {
            ConfigurationTables.Show(session.Terminal, changes);
            if (changes.Differences.Count == 0)
            {
                session.Terminal.Line(none);
            }
        });
}
