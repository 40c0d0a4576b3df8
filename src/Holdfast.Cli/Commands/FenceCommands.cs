using System.CommandLine;
using Holdfast.Cli.Options;
using Holdfast.Cli.Output;
using Holdfast.Client;
using Holdfast.Client.Dtos;

namespace Holdfast.Cli.Commands;

/// <summary><c>holdfast fence</c>.</summary>
internal static class FenceCommands
{
    public static Command Create(CliContext context)
    {
        var noun = new Command("fence", "What powers nodes off that cannot be trusted to have stopped.");
        var device = new Command("device", "The devices that can power nodes off.");
        device.Subcommands.Add(Add(context));
        device.Subcommands.Add(List(context));
        device.Subcommands.Add(Show(context));
        device.Subcommands.Add(Remove(context));
        device.Subcommands.Add(Test(context));
        noun.Subcommands.Add(device);
        noun.Subcommands.Add(Agents(context));
        noun.Subcommands.Add(Node(context));
        noun.Subcommands.Add(History(context));
        return noun;
    }

    private static Verb Add(CliContext context)
    {
        Argument<string> name = Name();
        var settings = new FenceDeviceSettings();
        var verb = new Verb("add",
            "Adds a device. Its agent must be installed on the node that is asked, and on every node that may "
            + "coordinate; test it afterwards on each.",
            "holdfast fence device add bmc-n1 --agent fence_ipmilan --set ip=10.0.0.9 --set username=hf "
            + "--set lanplus=1 --set-from passwd=bmc.pw --host n1=1",
            "holdfast fence device add pdu-a --agent fence_apc --set ip=pdu-a --host n1=3 --host n2=4 --level 2",
            "holdfast fence device add virt --agent fence_virsh --set ip=kvm1 --set username=hf --set-from "
            + "passwd=kvm.pw");
        verb.Arguments.Add(name);
        settings.AddTo(verb);
        verb.Does(context, async (session, parsed, cancellationToken) => Print(session, await session.Client.Fence
            .AddAsync(settings.Of(parsed.GetValue(name)!, parsed, context.Folder), cancellationToken)
            .ConfigureAwait(false)));
        return verb;
    }

    private static Verb List(CliContext context)
    {
        var verb = new Verb("list", "Lists the devices.", "holdfast fence device list");
        verb.Does(context, async (session, _, cancellationToken) =>
        {
            IReadOnlyList<FenceDeviceDto> devices =
                await session.Client.Fence.ListAsync(cancellationToken).ConfigureAwait(false);
            return session.Print(devices, ClientJson.Indented.IReadOnlyListFenceDeviceDto,
                () => session.Terminal.Write(FenceTables.Devices(devices)));
        });
        return verb;
    }

    private static Verb Show(CliContext context)
    {
        Argument<string> name = Name();
        var verb = new Verb("show", "Shows a device; secrets are masked.", "holdfast fence device show bmc-n1");
        verb.Arguments.Add(name);
        verb.Does(context, async (session, parsed, cancellationToken) => Print(session,
            await session.Client.Fence.ShowAsync(parsed.GetValue(name)!, cancellationToken).ConfigureAwait(false)));
        return verb;
    }

    private static Verb Remove(CliContext context)
    {
        Argument<string> name = Name();
        var verb = new Verb("remove", "Removes a device: it powers no node off any more.",
            "holdfast fence device remove bmc-n1");
        verb.Arguments.Add(name);
        verb.Does(context, async (session, parsed, cancellationToken) =>
        {
            await session.Client.Fence.RemoveAsync(parsed.GetValue(name)!, cancellationToken).ConfigureAwait(false);
            return session.Say($"device {parsed.GetValue(name)} removed");
        });
        return verb;
    }

    private static Verb Test(CliContext context)
    {
        Argument<string> name = Name();
        var verb = new Verb("test",
            "Asks a device about itself and each of its nodes, from the node that is asked; switches nothing. Where no "
            + "nodes were named, it shows which the device lists. The exit code is 1 if something did not answer.",
            "holdfast fence device test bmc-n1", "holdfast --node https://10.0.0.2:7401 fence device test bmc-n1");
        verb.Arguments.Add(name);
        verb.Does(context, async (session, parsed, cancellationToken) =>
        {
            FenceTestDto test = await session.Client.Fence.TestAsync(parsed.GetValue(name)!, cancellationToken)
                .ConfigureAwait(false);
            int printed = session.Print(
                test, ClientJson.Indented.FenceTestDto, () => FenceTables.Show(session.Terminal, test));
            return test.Works ? printed : ExitCodes.Failed;
        });
        return verb;
    }

    private static Verb Agents(CliContext context)
    {
        var verb = new Verb("agents", "Lists the fence agents that are installed on the node that is asked.",
            "holdfast fence agents", "holdfast fence agents -o json | jq '.[] | select(.name == \"fence_apc\")'");
        verb.Does(context, async (session, _, cancellationToken) =>
        {
            IReadOnlyList<FenceAgentDto> agents =
                await session.Client.Fence.AgentsAsync(cancellationToken).ConfigureAwait(false);
            return session.Print(agents, ClientJson.Indented.IReadOnlyListFenceAgentDto,
                () => session.Terminal.Write(FenceTables.Agents(agents)));
        });
        return verb;
    }

    private static Verb Node(CliContext context)
    {
        var name = new Argument<string>("NODE") { Description = "The node's name." };
        var yes = new Option<bool>("--yes", "-y")
        {
            Description = "Also if the cluster database loses its majority by it.",
        };
        var verb = new Verb("node",
            "Has a node powered off now, by its devices; what it ran goes elsewhere once that is confirmed. Drain it "
            + "first if it still answers: holdfast node pause NODE --drain --wait.",
            "holdfast fence node n3", "holdfast fence node n3 --what-if");
        verb.Arguments.Add(name);
        verb.Options.Add(yes);
        verb.Does(context, async (session, parsed, cancellationToken) =>
        {
            FenceDto fence = await session.Client.Fence
                .FenceAsync(parsed.GetValue(name)!, parsed.GetValue(yes), cancellationToken).ConfigureAwait(false);
            return session.Print(fence, ClientJson.Indented.FenceDto, () => session.Terminal.Line(
                $"the power-off of node {fence.Node} is {fence.Phase}; follow it with holdfast fence history"));
        });
        return verb;
    }

    private static Verb History(CliContext context)
    {
        var verb = new Verb("history",
            "Shows how the last power-off of each node stands, what happened before, and which devices cut it off and "
            + "have not let it in again.",
            "holdfast fence history", "holdfast fence history -o json");
        verb.Does(context, async (session, _, cancellationToken) =>
        {
            IReadOnlyList<FenceDto> fences =
                await session.Client.Fence.HistoryAsync(cancellationToken).ConfigureAwait(false);
            return session.Print(fences, ClientJson.Indented.IReadOnlyListFenceDto,
                () => FenceTables.History(session.Terminal, fences));
        });
        return verb;
    }

    private static int Print(Session session, FenceDeviceDto device) => session.Print(
        device, ClientJson.Indented.FenceDeviceDto, () => FenceTables.Show(session.Terminal, device));

    private static Argument<string> Name() =>
        new("name") { Description = "The device's name.", HelpName = "NAME" };
}
