using System.Text.Json;
using Holdfast.Client.Requests;
using Holdfast.Lab.Clusters;
using Holdfast.Lab.Machines;

namespace Holdfast.Lab.Serving;

/// <summary>
/// The <c>serve --machines</c> command: a machine of its own, whose page people on other machines open with their
/// certificates, and this machine as one of those. Says where it is; then carries out <c>person NAME ROLE</c>, answered
/// by the file that was made, and <c>remove NAME</c>.
/// </summary>
public static class ServeMachines
{
    private const string Group = "sleepers";

    public static async Task<int> RunAsync()
    {
        using var lines = new ServeLines();
        if (await LabNetwork.WhyNotAsync() is { } why)
        {
            await Console.Error.WriteLineAsync(why);
            return 1;
        }

        await using LabNetwork network = await LabNetwork.StartAsync("n1");
        await network.HereAsync();
        LabMachine machine = network["n1"];
        await machine.CreateClusterAsync("fast");
        await PrepareAsync(machine);
        await ServeLines.SayAsync(new ServedCluster(
            [machine.Name], $"https://{machine.Address}:7401/", Group, "GenericApplication"));
        while (await lines.NextAsync() is { } words)
        {
            await ServeLines.SayAsync(new ServedAnswer(machine.Name, words switch
            {
                ["person", var name, var role] => await PersonAsync(machine, network.Folder, name, role),
                ["remove", var name] => await machine.CliAsync("person", "remove", name),
                _ => $"not understood: {string.Join(' ', words)}",
            }));
        }

        return 0;
    }

    private static async Task<string> PersonAsync(LabMachine machine, string folder, string name, string role)
    {
        string file = Path.Combine(folder, name + ".pem");
        await machine.CliAsync("person", "add", name, "--role", role, "--out", file);
        return file;
    }

    private static async Task PrepareAsync(LabMachine machine)
    {
        await machine.Api.Groups.CreateAsync(new CreateGroupRequest { Name = Group }, CancellationToken.None);
        await machine.Api.Resources.CreateAsync(
            new CreateResourceRequest
            {
                Name = "sleeper", Group = Group, Type = "GenericApplication",
                Properties = new Dictionary<string, JsonElement>
                {
                    ["FileName"] = JsonElement.Parse("\"/bin/sleep\""),
                    ["Arguments"] = JsonElement.Parse("[\"100000\"]"),
                },
            },
            CancellationToken.None);
        await machine.Api.Groups.OnlineAsync(Group, CancellationToken.None);
        await Until.TrueAsync($"{Group} online", async () =>
            (await machine.Api.Groups.ShowAsync(Group, CancellationToken.None)).State == "Online");
    }
}
