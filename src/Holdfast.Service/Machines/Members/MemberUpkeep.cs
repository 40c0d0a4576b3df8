using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Holdfast.Client;
using Holdfast.Client.Dtos;
using Holdfast.Client.Errors;
using Holdfast.Client.Requests;
using Holdfast.Database.Etcd;
using Holdfast.Service.Machines.Certificates;
using Holdfast.Service.Machines.Peers;

namespace Holdfast.Service.Machines.Members;

/// <summary>
/// What a machine of a cluster does along the way: it learns which members there are and which certificates count no
/// more, and renews its own.
/// </summary>
internal sealed class MemberUpkeep(
    MachineOptions options, MachineCertificates certificates, TimeProvider time, Action<string> say)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);

    /// <summary>Serial number of the certificate that the database knows to be this machine's.</summary>
    private string _noted = "";

    /// <summary>A certificate that is signed and not in use yet: tried again, it is noted once.</summary>
    private string? _signed;

    private MemberSpace? _space;

    /// <summary>Runs until it is cancelled; a pass that fails is repeated.</summary>
    /// <param name="database">The database, where this machine runs a member of it; else null.</param>
    /// <param name="nodes">Where other nodes are, for a machine that cannot sign for itself.</param>
    public async Task RunAsync(
        EtcdDatabase? database, Func<CancellationToken, Task<IReadOnlyList<Uri>>> nodes,
        CancellationToken cancellationToken)
    {
        CertificateRegister? register = database is null ? null : new(database, certificates.Folder, time);
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            // Nothing can be noted in a database that is full.
            if (database is not null && options.Member is { } full)
            {
                _space ??= new MemberSpace(database, full, time, say);
                await _space.LookAsync(cancellationToken).ConfigureAwait(false);
            }

            // First, for an expired one is no way to the database.
            if (certificates.IsDue(time.GetUtcNow()))
            {
                await SignAsync(register, cancellationToken).ConfigureAwait(false);
            }

            if (database is not null && options.Member is { } member)
            {
                IReadOnlyList<EtcdPeer> peers =
                    await LearnAsync(database, member, cancellationToken).ConfigureAwait(false);
                await VoteAsync(database, peers, cancellationToken).ConfigureAwait(false);
            }

            if (register is not null)
            {
                await RegisterAsync(register, cancellationToken).ConfigureAwait(false);
            }

            if (certificates.IsDue(time.GetUtcNow()))
            {
                await AskAsync(await nodes(cancellationToken).ConfigureAwait(false), cancellationToken)
                    .ConfigureAwait(false);
            }
        }
        while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Takes the members that there are now: the database is reached by any of them from then on.</summary>
    public static async Task<IReadOnlyList<EtcdPeer>> LearnAsync(
        EtcdDatabase database, EtcdMemberOptions member, CancellationToken cancellationToken)
    {
        IReadOnlyList<EtcdPeer> peers =
            await database.Membership.ListAsync(cancellationToken).ConfigureAwait(false);
        IReadOnlyList<Uri> urls = member.OwnFirst(
            peers.Where(peer => !peer.IsLearner && peer.Name != member.Name)
                .SelectMany(peer => peer.ClientUrls.Take(1)));
        database.Use(urls);
        string text = string.Join('\n', urls.Select(url => url.GetLeftPart(UriPartial.Authority))) + "\n";
        if (!File.Exists(member.EndpointsFile)
            || await File.ReadAllTextAsync(member.EndpointsFile, cancellationToken).ConfigureAwait(false) != text)
        {
            CertificateFolder.Write(member.EndpointsFile, text);
        }

        return peers;
    }

    /// <summary>
    /// A machine whose service runs has joined, and its member has its vote. Where etcd has it without one (a member
    /// that was promoted by an etcd before 3.5.20 may be a learner again with 3.6), it is given it again.
    /// </summary>
    private async Task VoteAsync(
        EtcdDatabase database, IReadOnlyList<EtcdPeer> peers, CancellationToken cancellationToken)
    {
        if (peers.FirstOrDefault(peer => peer.Name == options.Name && peer.IsLearner) is { } own
            && await database.Membership.PromoteAsync(own.Id, cancellationToken).ConfigureAwait(false)
                is MemberChange.Done)
        {
            say("etcd had this machine's member without its vote; it has it again");
        }
    }

    private async Task RegisterAsync(CertificateRegister register, CancellationToken cancellationToken)
    {
        if (await register.ListAsync(cancellationToken).ConfigureAwait(false) is { } list)
        {
            certificates.Revoke(list.List);
        }

        X509Certificate2 current = certificates.Current;
        if (current.SerialNumber != _noted)
        {
            await register.NoteAsync(options.Name, current.ExportCertificatePem(), cancellationToken)
                .ConfigureAwait(false);
            _noted = current.SerialNumber;
        }
    }

    /// <summary>
    /// Renews it on a machine that has the authority's key; elsewhere it does nothing. It is noted before it is used,
    /// unless the one that is there is not good: without another the database is not reached.
    /// </summary>
    private async Task SignAsync(CertificateRegister? register, CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        _signed ??= OwnCertificate.TrySign(options, certificates, now);
        if (_signed is null)
        {
            return;
        }

        if (register is not null && certificates.IsGood(now))
        {
            await register.NoteAsync(options.Name, _signed, cancellationToken).ConfigureAwait(false);
        }

        certificates.Folder.Use(_signed);
        _signed = null;
    }

    private async Task AskAsync(IReadOnlyList<Uri> nodes, CancellationToken cancellationToken)
    {
        string request = certificates.Folder.Request(options.Name);
        string trouble = "no node is known";
        foreach (Uri node in nodes)
        {
            using HttpClient http = new(PeerNodes.Tls(certificates)) { BaseAddress = node };
            using HoldfastClient client = HoldfastClient.Over(http);
            try
            {
                MachineCertificateDto renewed = await client.Machines.RenewAsync(
                    new CertificateRenewalRequest { SigningRequest = request }, cancellationToken)
                    .ConfigureAwait(false);
                if (renewed.Authority.Length > 0)
                {
                    CertificateFolder.Write(certificates.Folder.Authority, renewed.Authority);
                }

                certificates.Folder.Use(renewed.Certificate);
                return;
            }
            catch (HoldfastException failed)
            {
                trouble = failed.Message;
            }
        }

        throw new CryptographicException(
            $"The certificate of {options.Name} was not renewed; it is good until {certificates.Current.NotAfter:u}: "
            + trouble);
    }
}
