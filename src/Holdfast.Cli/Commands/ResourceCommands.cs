using System.CommandLine;
using System.Text.Json;
using Holdfast.Cli.Options;
using Holdfast.Cli.Output;
using Holdfast.Cli.Waiting;
using Holdfast.Client;
using Holdfast.Client.Dtos;
using Holdfast.Client.Errors;
using Holdfast.Client.Requests;

namespace Holdfast.Cli.Commands;

/// <summary><c>holdfast resource …</c>.</summary>
internal static class ResourceCommands
{
    public static Command Create(CliContext context)
    {
        var noun = new Command("resource", "What a group keeps running: each is of a resource type.");
        noun.Subcommands.Add(CreateResource(context));
        noun.Subcommands.Add(List(context));
        noun.Subcommands.Add(Show(context));
        noun.Subcommands.Add(ExplainCommands.Resource(context));
        noun.Subcommands.Add(Set(context));
        noun.Subcommands.Add(Want(context, online: true));
        noun.Subcommands.Add(Want(context, online: false));
        noun.Subcommands.Add(LockVerb.Of(context, "resource", locked: true, "takes no action on a resource", "l",
            async (session, name, token) =>
                Tell(session, await session.Client.Resources.LockAsync(name, token).ConfigureAwait(false))));
        noun.Subcommands.Add(LockVerb.Of(context, "resource", locked: false, "acts on it again", "l",
            async (session, name, token) =>
                Tell(session, await session.Client.Resources.UnlockAsync(name, token).ConfigureAwait(false))));
        noun.Subcommands.Add(Fail(context));
        noun.Subcommands.Add(Clear(context));
        noun.Subcommands.Add(Delete(context));
        noun.Subcommands.Add(Control(context));
        noun.Subcommands.Add(Polls(context));
        noun.Subcommands.Add(Processes(context));
        return noun;
    }

    private static Verb CreateResource(CliContext context)
    {
        Argument<string> name = Name();
        var group = new Option<string>(
            "--group", "-g") { Description = "Its group.", HelpName = "GROUP", Required = true };
        var type = new Option<string>("--type", "-t")
        {
            Description = "Registered name of its type; holdfast type list shows them.", HelpName = "TYPE", Required =
                true,
        };
        var offline = new Option<bool>("--offline") { Description = "Keep it offline while its group is online." };
        var settings = new ResourceSettings();
        var verb = new Verb("create", "Makes a resource of a registered type in a group.",
            "holdfast resource create l --group ledger --type Acme.Ledger --set Port=7000",
            "holdfast resource create web --group shop --type GenericApplication --depends-on \"disk,ip4|ip6\"");
        verb.Arguments.Add(name);
        verb.Options.Add(group);
        verb.Options.Add(type);
        settings.AddTo(verb);
        verb.Options.Add(offline);
        verb.Does(context, async (session, parsed, cancellationToken) =>
        {
            string typeName = parsed.GetValue(type)!;
            IReadOnlyDictionary<string, string> given = settings.Properties(parsed);
            JsonElement schema = given.Count == 0 ? default
                : (await session.Client.Types.ShowAsync(typeName, cancellationToken).ConfigureAwait(false))
                    .PropertySchema;
            var request = new CreateResourceRequest
            {
                Name = parsed.GetValue(name)!, Group = parsed.GetValue(group)!, Type = typeName,
                Description = settings.Description(parsed), DependsOn = settings.DependsOn(parsed),
                Policy = settings.Policy(parsed), Properties = PropertyText.ToJson(given, [], schema),
                WantedOnline = parsed.GetValue(offline) ? false : null,
            };
            ResourceDto made =
                await session.Client.Resources.CreateAsync(request, cancellationToken).ConfigureAwait(false);
            return session.Print(made, ClientJson.Indented.ResourceDto, () => session.Terminal.Line(
                $"resource {made.Name} created: {made.Type}, {Texts.Dll(made.Dll, made.PackageHash)}"));
        });
        return verb;
    }

    private static Verb List(CliContext context)
    {
        var verb = new Verb("list", "Lists the resources, each with its type and DLL.", "holdfast resource list");
        verb.Does(context, async (session, _, cancellationToken) =>
        {
            IReadOnlyList<ResourceDto> resources =
                await session.Client.Resources.ListAsync(cancellationToken).ConfigureAwait(false);
            return session.Print(resources, ClientJson.Indented.IReadOnlyListResourceDto,
                () => session.Terminal.Write(ResourceTables.List(resources, session.Now, session.IsWide)));
        });
        return verb;
    }

    private static Verb Show(CliContext context)
    {
        Argument<string> name = Name();
        var verb = new Verb("show", "Shows a resource; of a parallel group with its instances.",
            "holdfast resource show l", "holdfast resource show r:0",
            "kill -9 $(holdfast resource show l -o json | jq .monitor.pid)");
        verb.Arguments.Add(name);
        verb.Does(context, async (session, parsed, cancellationToken) => Print(session,
            await session.Client.Resources.ShowAsync(parsed.GetValue(name)!, cancellationToken).ConfigureAwait(false)));
        return verb;
    }

    private static Verb Set(CliContext context)
    {
        Argument<string> name = Name();
        var settings = new ResourceSettings();
        var unset = new Option<string[]>("--unset")
        {
            Description = "Puts a property back to the type's default. May be given often.", HelpName = "NAME",
            DefaultValueFactory = _ => [],
        };
        var verb = new Verb("set", "Changes properties, dependencies or policy of a resource.",
            "holdfast resource set l --set Port=7001", "holdfast resource set l --unset Port --is-alive 10s");
        verb.Arguments.Add(name);
        settings.AddTo(verb);
        verb.Options.Add(unset);
        verb.Does(context, async (session, parsed, cancellationToken) =>
        {
            string resource = parsed.GetValue(name)!;
            IReadOnlyDictionary<string, JsonElement> properties = await PropertiesAsync(session, resource,
                settings.Properties(parsed), parsed.GetValue(unset) ?? [], cancellationToken).ConfigureAwait(false);
            var request = new UpdateResourceRequest
            {
                Description = settings.Description(parsed), DependsOn = settings.DependsOn(parsed),
                Policy = settings.Policy(parsed), Properties = properties.Count == 0 ? null : properties,
            };
            ResourceDto changed = await session.Client.Resources
                .UpdateAsync(resource, request, revision: null, cancellationToken).ConfigureAwait(false);
            return session.Print(changed, ClientJson.Indented.ResourceDto, () => session.Terminal.Line(
                $"resource {changed.Name} changed" + (changed.FromNextOnline.Count == 0 ? ""
                    : $"; from its next online: {Texts.List(changed.FromNextOnline)}")));
        });
        return verb;
    }

    private static async Task<IReadOnlyDictionary<string, JsonElement>> PropertiesAsync(
        Session session, string resource, IReadOnlyDictionary<string, string> given, string[] unset,
        CancellationToken cancellationToken)
    {
        JsonElement schema = default;
        if (given.Count > 0)
        {
            ResourceDto shown =
                await session.Client.Resources.ShowAsync(resource, cancellationToken).ConfigureAwait(false);
            TypeDto type = await session.Client.Types.ShowAsync(shown.Type, cancellationToken).ConfigureAwait(false);
            schema = type.PropertySchema;
        }

        return PropertyText.ToJson(given, unset, schema);
    }

    private static Verb Want(CliContext context, bool online)
    {
        Argument<string> name = Name();
        var wait = new WaitOptions();
        string word = online ? "online" : "offline";
        var verb = new Verb(word,
            online ? "Wants a resource online, with what it depends on; its group must be wanted online."
                : "Wants a resource offline while its group may be online.",
            $"holdfast resource {word} l --wait");
        verb.Arguments.Add(name);
        wait.AddTo(verb);
        verb.Does(context, async (session, parsed, cancellationToken) =>
        {
            string resource = parsed.GetValue(name)!;
            ResourceDto asked = online
                ? await session.Client.Resources.OnlineAsync(resource, cancellationToken).ConfigureAwait(false)
                : await session.Client.Resources.OfflineAsync(resource, cancellationToken).ConfigureAwait(false);
            return wait.Of(parsed) is { } timeout
                ? await ResourceWait.ForStateAsync(session, resource, online, timeout, cancellationToken)
                    .ConfigureAwait(false)
                : Tell(session, asked);
        });
        return verb;
    }

    private static Verb Fail(CliContext context)
    {
        Argument<string> name = Name();
        var reason = new Option<string?>("--reason") { Description = "Shown in the event.", HelpName = "TEXT" };
        var verb = new Verb("fail", "Treats a resource as failed now, for tests and drills.",
            "holdfast resource fail l --reason \"drill\"", "holdfast resource fail r:0");
        verb.Arguments.Add(name);
        verb.Options.Add(reason);
        verb.Does(context, async (session, parsed, cancellationToken) => Tell(session, await session.Client.Resources
            .FailAsync(parsed.GetValue(name)!, parsed.GetValue(reason), cancellationToken).ConfigureAwait(false)));
        return verb;
    }

    private static Verb Processes(CliContext context)
    {
        Argument<string> name = Name();
        var verb = new Verb("processes",
            "Shows a resource's monitor, guard and own processes on its owner: how long they run, and their memory.",
            "holdfast resource processes l");
        verb.Arguments.Add(name);
        verb.Does(context, async (session, parsed, cancellationToken) =>
        {
            ResourceProcessesDto found = await session.Client.Resources
                .ProcessesAsync(parsed.GetValue(name)!, cancellationToken).ConfigureAwait(false);
            return session.Print(found, ClientJson.Indented.ResourceProcessesDto,
                () => session.Terminal.Write(ResourceTables.Processes(found)));
        });
        return verb;
    }

    private static Verb Polls(CliContext context)
    {
        Argument<string> name = Name();
        var verb = new Verb("polls",
            "Shows a resource's newest health polls: what they said and how long they took, as its monitor knows.",
            "holdfast resource polls l", "holdfast resource polls r:0 -o json | jq '.polls[-1]'");
        verb.Arguments.Add(name);
        verb.Does(context, async (session, parsed, cancellationToken) =>
        {
            PollHistoryDto history = await session.Client.Resources
                .PollsAsync(parsed.GetValue(name)!, cancellationToken).ConfigureAwait(false);
            return session.Print(history, ClientJson.Indented.PollHistoryDto,
                () => ResourceTables.Polls(session.Terminal, history, session.Now));
        });
        return verb;
    }

    private static Verb Clear(CliContext context)
    {
        Argument<string> name = Name();
        var verb = new Verb("clear",
            "Forgets a resource's failures, ends its isolation and, if it is Failed, tries again. "
            + "In a parallel group, in every instance or in the one that is named.",
            "holdfast resource clear l", "holdfast resource clear r:0");
        verb.Arguments.Add(name);
        verb.Does(context, async (session, parsed, cancellationToken) => Tell(session,
            await session.Client.Resources.ClearAsync(parsed.GetValue(name)!, cancellationToken)
                .ConfigureAwait(false)));
        return verb;
    }

    private static Verb Delete(CliContext context)
    {
        Argument<string> name = Name();
        var verb = new Verb("delete", "Deletes a resource that is offline; works with its DLL gone.",
            "holdfast resource delete l");
        verb.Arguments.Add(name);
        verb.Does(context, async (session, parsed, cancellationToken) =>
        {
            string resource = parsed.GetValue(name)!;
            await session.Client.Resources.DeleteAsync(resource, revision: null, cancellationToken)
                .ConfigureAwait(false);
            return session.Say($"resource {resource} deleted");
        });
        return verb;
    }

    private static Verb Control(CliContext context)
    {
        Argument<string> name = Name();
        var control =
            new Argument<string>("CONTROL") { Description = "Name of the control; holdfast type show lists them." };
        var input = new Option<string>("--input")
        {
            Description = "What the control is given, as JSON.", HelpName = "JSON", DefaultValueFactory = _ => "{}",
        };
        var verb = new Verb("control", "Calls one of the controls of a resource's type.",
            "holdfast resource control l snapshot",
                "holdfast resource control l snapshot --input '{\"name\":\"before\"}'");
        verb.Arguments.Add(name);
        verb.Arguments.Add(control);
        verb.Options.Add(input);
        verb.Does(context, async (session, parsed, cancellationToken) =>
        {
            ControlDto answer = await session.Client.Resources.ControlAsync(parsed.GetValue(name)!,
                parsed.GetValue(control)!, Json(parsed.GetValue(input)!), cancellationToken).ConfigureAwait(false);
            return session.Print(answer, ClientJson.Indented.ControlDto,
                () => session.Terminal.Line(answer.Output?.GetRawText() ?? "done"));
        });
        return verb;
    }

    private static JsonElement Json(string text)
    {
        try
        {
            return JsonElement.Parse(text);
        }
        catch (JsonException malformed)
        {
            throw new HoldfastException(ErrorCodes.MalformedBody, $"--input is not JSON: {malformed.Message}");
        }
    }

    private static int Tell(Session session, ResourceDto resource) => session.Print(
        resource, ClientJson.Indented.ResourceDto, () => session.Terminal.Line(
            $"resource {resource.Name} {Texts.State(resource)}, "
            + $"wanted {Texts.Wanted(resource.Wanted, resource.Locked)}"));

    private static int Print(Session session, ResourceDto resource) => session.Print(
        resource, ClientJson.Indented.ResourceDto, () => ResourceTables.Show(session.Terminal, resource, session.Now));

    private static Argument<string> Name() => new("NAME") { Description = "The resource's name." };
}
