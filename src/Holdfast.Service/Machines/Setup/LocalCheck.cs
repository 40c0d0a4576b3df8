using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Holdfast.Client.Errors;
using Holdfast.Service.Hosting;
using Holdfast.Service.Machines.Members;
using Holdfast.Service.Machines.Peers;

namespace Holdfast.Service.Machines.Setup;

/// <summary>
/// Whether this machine has all that it needs before a cluster hears of it: a token is good once, and what is missing
/// must not cost one.
/// </summary>
internal sealed class LocalCheck(SetupSettings given, SetupPlaces places, bool witness)
{
    private const UnixFileMode Executable =
        UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>In place of the address that the cluster will say.</summary>
    private const string SomeEtcd = "https://127.0.0.1:2379";

    /// <param name="address">By which the others reach this machine.</param>
    /// <param name="runsMember">Whether it is to run a member of the cluster database.</param>
    /// <exception cref="HoldfastException">Something is missing; all of it is said.</exception>
    public void Ready(string address, bool runsMember)
    {
        if (runsMember && NoProgram() is { } missing)
        {
            throw new HoldfastException(ErrorCodes.NoMemberProgram, missing);
        }

        List<string> errors = Settings(address, runsMember);
        if (errors.Count == 0)
        {
            errors.AddRange(Folders());
            errors.AddRange(Ports(address, runsMember));
        }

        if (errors.Count > 0)
        {
            throw new HoldfastException(ErrorCodes.WrongValue, string.Join(' ', errors));
        }
    }

    private string? NoProgram() => EtcdProgram.Find(given.EtcdBinary) is not { } program
        ? EtcdProgram.WhyNot(given.EtcdBinary)
        : (File.GetUnixFileMode(program) & Executable) == 0
            ? $"{program} cannot be executed: chmod +x {program}, or name the etcd program with --etcd-binary"
            : null;

    /// <summary>What the service would refuse, as far as it can be known without a certificate.</summary>
    private List<string> Settings(string address, bool runsMember)
    {
        var errors = new List<string>();
        NodeSettingsFile file = new SettingsWriter(given, places)
            .File(SettingsWriter.RoleOf(witness), address, SomeEtcd, null) with { Machine = null };
        NodeSettings settings = NodeSettings.Of(file);
        _ = (runsMember ? settings with { Etcd = new EtcdSettings() } : settings).ToOptions(errors);
        if (!MachineSettings.IsHost(address))
        {
            errors.Add($"--address {address} is no IP address and no host name: give the one by which the other "
                + "machines reach this one.");
        }

        errors.AddRange(Used(runsMember).Where(each => each.Port is < 1 or > 65535).Select(each => Text(
            $"{each.Option} {each.Port} is no port: use 1 to 65535.")));
        return errors;
    }

    /// <summary>The ports that other machines reach; one that is used twice is found when it is taken.</summary>
    private (string Option, int Port)[] Used(bool runsMember) =>
    [
        .. witness ? [] : new[] { ("--port", given.Port) },
        .. runsMember
            ? new[] { ("--etcd-client-port", given.ClientPort), ("--etcd-peer-port", given.PeerPort) } : [],
    ];

    /// <summary>Those that are written to in the end.</summary>
    private IEnumerable<string> Folders()
    {
        foreach ((string option, string folder) in new[]
            { ("--config", Path.GetDirectoryName(places.Config)!), ("--data", places.Data) })
        {
            string? wrong = null;
            try
            {
                Directory.CreateDirectory(folder);
                using var probe = new FileStream(
                    Path.Combine(folder, $".{Guid.NewGuid():N}.probe"), FileMode.CreateNew, FileAccess.Write,
                    FileShare.None, 1, FileOptions.DeleteOnClose);
            }
            catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
            {
                wrong = $"{folder} cannot be written to ({failed.Message}): let this user write there, or name "
                    + $"another place with {option}.";
            }

            if (wrong is not null)
            {
                yield return wrong;
            }
        }
    }

    /// <summary>All are taken at the same time, and given free.</summary>
    private IEnumerable<string> Ports(string address, bool runsMember)
    {
        IPAddress here = PeerListener.AddressOf(address);
        var taken = new List<TcpListener>();
        var errors = new List<string>();
        foreach ((string option, int port) in Used(runsMember))
        {
            var listener = new TcpListener(here, port);
            taken.Add(listener);
            try
            {
                listener.Start();
            }
            catch (SocketException failed)
            {
                errors.Add(Text($"{option} {port} at {here} cannot be listened on ({failed.Message}): ")
                    + (failed.SocketErrorCode == SocketError.AddressNotAvailable
                        ? "give an address that this machine has with --address."
                        : $"end what uses it, or give another with {option}."));
            }
        }

        taken.ForEach(listener => listener.Dispose());
        return errors;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
