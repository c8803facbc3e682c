//! The page about the data files, and the links to them from other pages.

use super::build::{Page, number};
use super::contract::*;
use crate::data::{self, DataFile, Format, Set};
use crate::domain::Kind;

impl Page<'_> {
    pub(super) fn data(&self) -> PageView {
        let mut view = self.frame("data", "data.html", "data");
        view.title = self.word("nav_data");
        view.summary = self.word("data_lead");
        view.description.clone_from(&view.summary);
        view.breadcrumbs = vec![self.home_crumb()];
        let views = self.views;
        view.data = data::files(views.atlas)
            .into_iter()
            .map(|file| {
                let bytes = views.data.bytes(&file, views.atlas, views.config).len();
                DataFileView {
                    path: file.path(),
                    name: file.name(),
                    title: self.data_title(&file),
                    description: self.word(&match &file.set {
                        Set::Territories(Some(_)) => "data_territories_by_text".to_owned(),
                        set => format!("data_{}_text", set.word()),
                    }),
                    format: format_name(file.format),
                    media_type: file.media_type(),
                    bytes,
                    size: self.size(bytes),
                }
            })
            .collect();
        view
    }

    /// Links to the data files that have the facts of pages of a kind.
    pub(super) fn data_links(&self, kind: Kind) -> Vec<DataLinkView> {
        match kind {
            Kind::Era => self.links_to_data(&[Set::Eras]),
            Kind::Treaty => self.links_to_data(&[Set::Treaties]),
            Kind::Event => self.links_to_data(&[Set::Events]),
            Kind::Territory => self.links_to_data(&[Set::Ledger, Set::Territories(None)]),
            Kind::Party => self.links_to_data(&[Set::Parties]),
            Kind::Person => self.links_to_data(&[Set::People]),
            Kind::Dispute | Kind::Page => Vec::new(),
        }
    }

    /// Links to the files of some sets; the readings of single viewpoints go with that of all.
    pub(super) fn links_to_data(&self, sets: &[Set]) -> Vec<DataLinkView> {
        data::files(self.atlas())
            .into_iter()
            .filter(|file| sets.iter().any(|set| set.word() == file.set.word()))
            .map(|file| DataLinkView {
                path: file.path(),
                title: self.data_title(&file),
                format: format_name(file.format),
                media_type: file.media_type(),
            })
            .collect()
    }

    fn data_title(&self, file: &DataFile) -> String {
        match &file.set {
            Set::Territories(Some(viewpoint)) => {
                self.word("data_territories_by").replace("{party}", &self.link_to(viewpoint).title)
            }
            set => self.word(&format!("data_{}", set.word())),
        }
    }

    /// A size as readers think of it, in thousands of bytes.
    fn size(&self, bytes: usize) -> String {
        let thousands = bytes.div_ceil(1000);
        let thousands = u32::try_from(thousands).unwrap_or(u32::MAX);
        self.word("data_kilobytes").replace("{n}", &number(f64::from(thousands)))
    }
}

fn format_name(format: Format) -> &'static str {
    match format {
        Format::Csv => "CSV",
        Format::Json => "JSON",
        Format::GeoJson => "GeoJSON",
    }
}
