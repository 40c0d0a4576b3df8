using System.Globalization;

namespace Holdfast.Service.Machines.Certificates;

/// <summary>Signs this machine's certificate anew, on a machine that has the authority's key.</summary>
internal static class OwnCertificate
{
    /// <summary>A certificate after the one that is there; null on a machine without the key. The authority itself is
    /// prolonged with it, where it has half of its life left.</summary>
    public static string? TrySign(MachineOptions machine, MachineCertificates certificates, DateTimeOffset now)
    {
        CertificateFolder folder = certificates.Folder;
        using ClusterAuthority? authority = folder.TryLoadAuthority();
        if (authority is null)
        {
            return null;
        }

        using ClusterAuthority? prolonged = authority.Prolonged(now);
        if (prolonged is not null)
        {
            CertificateFolder.Write(folder.Authority, prolonged.CertificatePem);
        }

        return (prolonged ?? authority).Sign(
            certificates.Identity, [machine.Address], ClusterAuthority.ReadRequest(folder.Request(machine.Name)), now);
    }

    /// <summary>The key stays; only the certificate is another, so that one file changes and never two.</summary>
    public static void Use(this CertificateFolder folder, string renewed) =>
        CertificateFolder.Write(folder.Certificate, renewed);

    /// <summary>
    /// Before anything is asked of the database: a machine that was off for longer than its certificate lasts would be
    /// refused by every member, its own included, and wait for ever.
    /// </summary>
    public static void RenewAtStart(MachineOptions machine, TimeProvider time, Action<string> say)
    {
        using var certificates = new MachineCertificates(machine.Certificates);
        DateTimeOffset now = time.GetUtcNow();
        if (certificates.IsGood(now))
        {
            return;
        }

        string until = certificates.Current.NotAfter.ToUniversalTime().ToString("u", CultureInfo.InvariantCulture);
        if (TrySign(machine, certificates, now) is { } renewed)
        {
            machine.Certificates.Use(renewed);
            say($"the certificate of {machine.Name} was good until {until}; it was signed anew");
            return;
        }

        say($"the certificate of {machine.Name} was good until {until}, and the wall clock says {now:u}. If that is "
            + "right no machine lets this one in, and it cannot sign for itself: on a node, holdfast cluster remove "
            + $"{machine.Name}; then let it join anew");
    }
}
