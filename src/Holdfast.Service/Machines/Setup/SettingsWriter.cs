using System.Text.Json;
using Holdfast.Client.Errors;
using Holdfast.Core.Authority;
using Holdfast.Core.Configuration;
using Holdfast.Database.Documents;
using Holdfast.Service.Hosting;
using Holdfast.Service.Machines.Certificates;

namespace Holdfast.Service.Machines.Setup;

/// <summary>Makes the settings file of a machine that is being set up, and checks it as the service will.</summary>
internal sealed class SettingsWriter(SetupSettings given, SetupPlaces places)
{
    /// <summary>What the file will hold; settings that are there and have nothing to do with it stay.</summary>
    public NodeSettingsFile File(string role, string address, string database, MemberSettings? member)
    {
        NodeSettingsFile before = places.Before();
        CertificateFolder own = places.Certificates;
        EtcdSettings foreign = given.EtcdFiles.Whole();
        return before with
        {
            Node = places.Node,
            Database = database,
            EtcdCa = member is null ? foreign.CaFile : own.Authority,
            EtcdCert = member is null ? foreign.CertificateFile : own.Certificate,
            EtcdKey = member is null ? foreign.KeyFile : own.Key,
            EtcdUser = member is null ? foreign.User : null,
            EtcdPasswordFile = member is null ? foreign.PasswordFile : null,
            Data = places.Data,
            Run = places.Run ?? before.Run,
            Port = given.ApiPort ?? before.Port ?? NodeSettings.DefaultPort,
            Machine = new MachineSettings
            {
                Role = role, Address = address, Port = given.Port, Certificates = own.Path, Member = member,
            },
        };
    }

    /// <summary>This machine's member of the database.</summary>
    public MemberSettings Member(string cluster, bool first, TimeSpan heartbeat, TimeSpan election) => new()
    {
        ClientPort = given.ClientPort, PeerPort = given.PeerPort,
        Binary = given.EtcdBinary is null ? null : Path.GetFullPath(given.EtcdBinary),
        Heartbeat = Durations.Format(heartbeat), Election = Durations.Format(election), Cluster = cluster,
        First = first,
    };

    /// <summary>The options that the service makes of the file.</summary>
    /// <exception cref="HoldfastException">It would refuse it.</exception>
    public static NodeOptions Check(NodeSettingsFile file)
    {
        var errors = new List<string>();
        NodeOptions? options = NodeSettings.Of(file).ToOptions(errors);
        return errors.Count == 0 && options is not null
            ? options
            : throw new HoldfastException(ErrorCodes.WrongValue, string.Join(' ', errors));
    }

    /// <summary>Writes it: from then on this machine is in the cluster.</summary>
    public void Write(NodeSettingsFile file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(places.Config)!);
        string text = JsonSerializer.Serialize(file, NodeSettingsJson.Written.NodeSettingsFile);
        CertificateFolder.Write(places.Config, text + "\n");
    }

    /// <summary>The timing of members for a lease profile: long leases are for slow networks.</summary>
    public static (TimeSpan Heartbeat, TimeSpan Election) TimingFor(LeaseProfile profile) =>
        profile.Authority >= LeaseProfile.Wide.Authority ? (TimeSpan.FromMilliseconds(300), TimeSpan.FromSeconds(3))
        : profile.Authority >= LeaseProfile.Patient.Authority
            ? (TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(1))
            : (TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(500));

    public static string RoleOf(bool witness) => witness ? MachineConfig.WitnessRole : MachineConfig.NodeRole;
}
